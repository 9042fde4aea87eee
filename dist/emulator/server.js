import { createRequire as __WEBPACK_EXTERNAL_createRequire } from "module";
/******/ var __webpack_modules__ = ({

/***/ 9800:
/***/ ((__unused_webpack_module, exports, __nccwpck_require__) => {

var __webpack_unused_export__;

__webpack_unused_export__ = ({ value: true });
exports.wT = __webpack_unused_export__ = void 0;
const ed5 = __nccwpck_require__(6950);
const ed2 = __nccwpck_require__(4488);
const NSed3 = __nccwpck_require__(5699);
var isS = ed5.isS;
var isChar10 = ed5.isChar;
var isNameStartChar = ed5.isNameStartChar;
var isNameChar = ed5.isNameChar;
var S_LIST = ed5.S_LIST;
var NAME_RE = ed5.NAME_RE;
var isChar11 = ed2.isChar;
var isNCNameStartChar = NSed3.isNCNameStartChar;
var isNCNameChar = NSed3.isNCNameChar;
var NC_NAME_RE = NSed3.NC_NAME_RE;
const XML_NAMESPACE = "http://www.w3.org/XML/1998/namespace";
const XMLNS_NAMESPACE = "http://www.w3.org/2000/xmlns/";
const rootNS = {
    // eslint-disable-next-line @typescript-eslint/no-explicit-any, @typescript-eslint/no-unsafe-assignment
    __proto__: null,
    xml: XML_NAMESPACE,
    xmlns: XMLNS_NAMESPACE,
};
const XML_ENTITIES = {
    // eslint-disable-next-line @typescript-eslint/no-explicit-any, @typescript-eslint/no-unsafe-assignment
    __proto__: null,
    amp: "&",
    gt: ">",
    lt: "<",
    quot: "\"",
    apos: "'",
};
// EOC: end-of-chunk
const EOC = -1;
const NL_LIKE = -2;
const S_BEGIN = 0; // Initial state.
const S_BEGIN_WHITESPACE = 1; // leading whitespace
const S_DOCTYPE = 2; // <!DOCTYPE
const S_DOCTYPE_QUOTE = 3; // <!DOCTYPE "//blah
const S_DTD = 4; // <!DOCTYPE "//blah" [ ...
const S_DTD_QUOTED = 5; // <!DOCTYPE "//blah" [ "foo
const S_DTD_OPEN_WAKA = 6;
const S_DTD_OPEN_WAKA_BANG = 7;
const S_DTD_COMMENT = 8; // <!--
const S_DTD_COMMENT_ENDING = 9; // <!-- blah -
const S_DTD_COMMENT_ENDED = 10; // <!-- blah --
const S_DTD_PI = 11; // <?
const S_DTD_PI_ENDING = 12; // <?hi "there" ?
const S_TEXT = 13; // general stuff
const S_ENTITY = 14; // &amp and such
const S_OPEN_WAKA = 15; // <
const S_OPEN_WAKA_BANG = 16; // <!...
const S_COMMENT = 17; // <!--
const S_COMMENT_ENDING = 18; // <!-- blah -
const S_COMMENT_ENDED = 19; // <!-- blah --
const S_CDATA = 20; // <![CDATA[ something
const S_CDATA_ENDING = 21; // ]
const S_CDATA_ENDING_2 = 22; // ]]
const S_PI_FIRST_CHAR = 23; // <?hi, first char
const S_PI_REST = 24; // <?hi, rest of the name
const S_PI_BODY = 25; // <?hi there
const S_PI_ENDING = 26; // <?hi "there" ?
const S_XML_DECL_NAME_START = 27; // <?xml
const S_XML_DECL_NAME = 28; // <?xml foo
const S_XML_DECL_EQ = 29; // <?xml foo=
const S_XML_DECL_VALUE_START = 30; // <?xml foo=
const S_XML_DECL_VALUE = 31; // <?xml foo="bar"
const S_XML_DECL_SEPARATOR = 32; // <?xml foo="bar"
const S_XML_DECL_ENDING = 33; // <?xml ... ?
const S_OPEN_TAG = 34; // <strong
const S_OPEN_TAG_SLASH = 35; // <strong /
const S_ATTRIB = 36; // <a
const S_ATTRIB_NAME = 37; // <a foo
const S_ATTRIB_NAME_SAW_WHITE = 38; // <a foo _
const S_ATTRIB_VALUE = 39; // <a foo=
const S_ATTRIB_VALUE_QUOTED = 40; // <a foo="bar
const S_ATTRIB_VALUE_CLOSED = 41; // <a foo="bar"
const S_ATTRIB_VALUE_UNQUOTED = 42; // <a foo=bar
const S_CLOSE_TAG = 43; // </a
const S_CLOSE_TAG_SAW_WHITE = 44; // </a   >
const TAB = 9;
const NL = 0xA;
const CR = 0xD;
const SPACE = 0x20;
const BANG = 0x21;
const DQUOTE = 0x22;
const AMP = 0x26;
const SQUOTE = 0x27;
const MINUS = 0x2D;
const FORWARD_SLASH = 0x2F;
const SEMICOLON = 0x3B;
const LESS = 0x3C;
const EQUAL = 0x3D;
const GREATER = 0x3E;
const QUESTION = 0x3F;
const OPEN_BRACKET = 0x5B;
const CLOSE_BRACKET = 0x5D;
const NEL = 0x85;
const LS = 0x2028; // Line Separator
const isQuote = (c) => c === DQUOTE || c === SQUOTE;
const QUOTES = [DQUOTE, SQUOTE];
const DOCTYPE_TERMINATOR = [...QUOTES, OPEN_BRACKET, GREATER];
const DTD_TERMINATOR = [...QUOTES, LESS, CLOSE_BRACKET];
const XML_DECL_NAME_TERMINATOR = [EQUAL, QUESTION, ...S_LIST];
const ATTRIB_VALUE_UNQUOTED_TERMINATOR = [...S_LIST, GREATER, AMP, LESS];
function nsPairCheck(parser, prefix, uri) {
    switch (prefix) {
        case "xml":
            if (uri !== XML_NAMESPACE) {
                parser.fail(`xml prefix must be bound to ${XML_NAMESPACE}.`);
            }
            break;
        case "xmlns":
            if (uri !== XMLNS_NAMESPACE) {
                parser.fail(`xmlns prefix must be bound to ${XMLNS_NAMESPACE}.`);
            }
            break;
        default:
    }
    switch (uri) {
        case XMLNS_NAMESPACE:
            parser.fail(prefix === "" ?
                `the default namespace may not be set to ${uri}.` :
                `may not assign a prefix (even "xmlns") to the URI \
${XMLNS_NAMESPACE}.`);
            break;
        case XML_NAMESPACE:
            switch (prefix) {
                case "xml":
                    // Assinging the XML namespace to "xml" is fine.
                    break;
                case "":
                    parser.fail(`the default namespace may not be set to ${uri}.`);
                    break;
                default:
                    parser.fail("may not assign the xml namespace to another prefix.");
            }
            break;
        default:
    }
}
function nsMappingCheck(parser, mapping) {
    for (const local of Object.keys(mapping)) {
        nsPairCheck(parser, local, mapping[local]);
    }
}
const isNCName = (name) => NC_NAME_RE.test(name);
const isName = (name) => NAME_RE.test(name);
const FORBIDDEN_START = 0;
const FORBIDDEN_BRACKET = 1;
const FORBIDDEN_BRACKET_BRACKET = 2;
/**
 * The list of supported events.
 */
__webpack_unused_export__ = [
    "xmldecl",
    "text",
    "processinginstruction",
    "doctype",
    "comment",
    "opentagstart",
    "attribute",
    "opentag",
    "closetag",
    "cdata",
    "error",
    "end",
    "ready",
];
const EVENT_NAME_TO_HANDLER_NAME = {
    xmldecl: "xmldeclHandler",
    text: "textHandler",
    processinginstruction: "piHandler",
    doctype: "doctypeHandler",
    comment: "commentHandler",
    opentagstart: "openTagStartHandler",
    attribute: "attributeHandler",
    opentag: "openTagHandler",
    closetag: "closeTagHandler",
    cdata: "cdataHandler",
    error: "errorHandler",
    end: "endHandler",
    ready: "readyHandler",
};
// eslint-disable-next-line @typescript-eslint/ban-types
class SaxesParser {
    /**
     * @param opt The parser options.
     */
    constructor(opt) {
        this.opt = opt !== null && opt !== void 0 ? opt : {};
        this.fragmentOpt = !!this.opt.fragment;
        const xmlnsOpt = this.xmlnsOpt = !!this.opt.xmlns;
        this.trackPosition = this.opt.position !== false;
        this.fileName = this.opt.fileName;
        if (xmlnsOpt) {
            // This is the function we use to perform name checks on PIs and entities.
            // When namespaces are used, colons are not allowed in PI target names or
            // entity names. So the check depends on whether namespaces are used. See:
            //
            // https://www.w3.org/XML/xml-names-19990114-errata.html
            // NE08
            //
            this.nameStartCheck = isNCNameStartChar;
            this.nameCheck = isNCNameChar;
            this.isName = isNCName;
            // eslint-disable-next-line @typescript-eslint/unbound-method
            this.processAttribs = this.processAttribsNS;
            // eslint-disable-next-line @typescript-eslint/unbound-method
            this.pushAttrib = this.pushAttribNS;
            // eslint-disable-next-line @typescript-eslint/no-explicit-any, @typescript-eslint/no-unsafe-assignment
            this.ns = Object.assign({ __proto__: null }, rootNS);
            const additional = this.opt.additionalNamespaces;
            if (additional != null) {
                nsMappingCheck(this, additional);
                Object.assign(this.ns, additional);
            }
        }
        else {
            this.nameStartCheck = isNameStartChar;
            this.nameCheck = isNameChar;
            this.isName = isName;
            // eslint-disable-next-line @typescript-eslint/unbound-method
            this.processAttribs = this.processAttribsPlain;
            // eslint-disable-next-line @typescript-eslint/unbound-method
            this.pushAttrib = this.pushAttribPlain;
        }
        //
        // The order of the members in this table needs to correspond to the state
        // numbers given to the states that correspond to the methods being recorded
        // here.
        //
        this.stateTable = [
            /* eslint-disable @typescript-eslint/unbound-method */
            this.sBegin,
            this.sBeginWhitespace,
            this.sDoctype,
            this.sDoctypeQuote,
            this.sDTD,
            this.sDTDQuoted,
            this.sDTDOpenWaka,
            this.sDTDOpenWakaBang,
            this.sDTDComment,
            this.sDTDCommentEnding,
            this.sDTDCommentEnded,
            this.sDTDPI,
            this.sDTDPIEnding,
            this.sText,
            this.sEntity,
            this.sOpenWaka,
            this.sOpenWakaBang,
            this.sComment,
            this.sCommentEnding,
            this.sCommentEnded,
            this.sCData,
            this.sCDataEnding,
            this.sCDataEnding2,
            this.sPIFirstChar,
            this.sPIRest,
            this.sPIBody,
            this.sPIEnding,
            this.sXMLDeclNameStart,
            this.sXMLDeclName,
            this.sXMLDeclEq,
            this.sXMLDeclValueStart,
            this.sXMLDeclValue,
            this.sXMLDeclSeparator,
            this.sXMLDeclEnding,
            this.sOpenTag,
            this.sOpenTagSlash,
            this.sAttrib,
            this.sAttribName,
            this.sAttribNameSawWhite,
            this.sAttribValue,
            this.sAttribValueQuoted,
            this.sAttribValueClosed,
            this.sAttribValueUnquoted,
            this.sCloseTag,
            this.sCloseTagSawWhite,
            /* eslint-enable @typescript-eslint/unbound-method */
        ];
        this._init();
    }
    /**
     * Indicates whether or not the parser is closed. If ``true``, wait for
     * the ``ready`` event to write again.
     */
    get closed() {
        return this._closed;
    }
    _init() {
        var _a;
        this.openWakaBang = "";
        this.text = "";
        this.name = "";
        this.piTarget = "";
        this.entity = "";
        this.q = null;
        this.tags = [];
        this.tag = null;
        this.topNS = null;
        this.chunk = "";
        this.chunkPosition = 0;
        this.i = 0;
        this.prevI = 0;
        this.carriedFromPrevious = undefined;
        this.forbiddenState = FORBIDDEN_START;
        this.attribList = [];
        // The logic is organized so as to minimize the need to check
        // this.opt.fragment while parsing.
        const { fragmentOpt } = this;
        this.state = fragmentOpt ? S_TEXT : S_BEGIN;
        // We want these to be all true if we are dealing with a fragment.
        this.reportedTextBeforeRoot = this.reportedTextAfterRoot = this.closedRoot =
            this.sawRoot = fragmentOpt;
        // An XML declaration is intially possible only when parsing whole
        // documents.
        this.xmlDeclPossible = !fragmentOpt;
        this.xmlDeclExpects = ["version"];
        this.entityReturnState = undefined;
        let { defaultXMLVersion } = this.opt;
        if (defaultXMLVersion === undefined) {
            if (this.opt.forceXMLVersion === true) {
                throw new Error("forceXMLVersion set but defaultXMLVersion is not set");
            }
            defaultXMLVersion = "1.0";
        }
        this.setXMLVersion(defaultXMLVersion);
        this.positionAtNewLine = 0;
        this.doctype = false;
        this._closed = false;
        this.xmlDecl = {
            version: undefined,
            encoding: undefined,
            standalone: undefined,
        };
        this.line = 1;
        this.column = 0;
        this.ENTITIES = Object.create(XML_ENTITIES);
        (_a = this.readyHandler) === null || _a === void 0 ? void 0 : _a.call(this);
    }
    /**
     * The stream position the parser is currently looking at. This field is
     * zero-based.
     *
     * This field is not based on counting Unicode characters but is to be
     * interpreted as a plain index into a JavaScript string.
     */
    get position() {
        return this.chunkPosition + this.i;
    }
    /**
     * The column number of the next character to be read by the parser.  *
     * This field is zero-based. (The first column in a line is 0.)
     *
     * This field reports the index at which the next character would be in the
     * line if the line were represented as a JavaScript string.  Note that this
     * *can* be different to a count based on the number of *Unicode characters*
     * due to how JavaScript handles astral plane characters.
     *
     * See [[column]] for a number that corresponds to a count of Unicode
     * characters.
     */
    get columnIndex() {
        return this.position - this.positionAtNewLine;
    }
    /**
     * Set an event listener on an event. The parser supports one handler per
     * event type. If you try to set an event handler over an existing handler,
     * the old handler is silently overwritten.
     *
     * @param name The event to listen to.
     *
     * @param handler The handler to set.
     */
    on(name, handler) {
        // eslint-disable-next-line @typescript-eslint/no-explicit-any, @typescript-eslint/no-unsafe-member-access
        this[EVENT_NAME_TO_HANDLER_NAME[name]] = handler;
    }
    /**
     * Unset an event handler.
     *
     * @parma name The event to stop listening to.
     */
    off(name) {
        // eslint-disable-next-line @typescript-eslint/no-explicit-any, @typescript-eslint/no-unsafe-member-access
        this[EVENT_NAME_TO_HANDLER_NAME[name]] = undefined;
    }
    /**
     * Make an error object. The error object will have a message that contains
     * the ``fileName`` option passed at the creation of the parser. If position
     * tracking was turned on, it will also have line and column number
     * information.
     *
     * @param message The message describing the error to report.
     *
     * @returns An error object with a properly formatted message.
     */
    makeError(message) {
        var _a;
        let msg = (_a = this.fileName) !== null && _a !== void 0 ? _a : "";
        if (this.trackPosition) {
            if (msg.length > 0) {
                msg += ":";
            }
            msg += `${this.line}:${this.column}`;
        }
        if (msg.length > 0) {
            msg += ": ";
        }
        return new Error(msg + message);
    }
    /**
     * Report a parsing error. This method is made public so that client code may
     * check for issues that are outside the scope of this project and can report
     * errors.
     *
     * @param message The error to report.
     *
     * @returns this
     */
    fail(message) {
        const err = this.makeError(message);
        const handler = this.errorHandler;
        if (handler === undefined) {
            throw err;
        }
        else {
            handler(err);
        }
        return this;
    }
    /**
     * Write a XML data to the parser.
     *
     * @param chunk The XML data to write.
     *
     * @returns this
     */
    // We do need object for the type here. Yes, it often causes problems
    // but not in this case.
    write(chunk) {
        if (this.closed) {
            return this.fail("cannot write after close; assign an onready handler.");
        }
        let end = false;
        if (chunk === null) {
            // We cannot return immediately because carriedFromPrevious may need
            // processing.
            end = true;
            chunk = "";
        }
        else if (typeof chunk === "object") {
            chunk = chunk.toString();
        }
        // We checked if performing a pre-decomposition of the string into an array
        // of single complete characters (``Array.from(chunk)``) would be faster
        // than the current repeated calls to ``charCodeAt``. As of August 2018, it
        // isn't. (There may be Node-specific code that would perform faster than
        // ``Array.from`` but don't want to be dependent on Node.)
        if (this.carriedFromPrevious !== undefined) {
            // The previous chunk had char we must carry over.
            chunk = `${this.carriedFromPrevious}${chunk}`;
            this.carriedFromPrevious = undefined;
        }
        let limit = chunk.length;
        const lastCode = chunk.charCodeAt(limit - 1);
        if (!end &&
            // A trailing CR or surrogate must be carried over to the next
            // chunk.
            (lastCode === CR || (lastCode >= 0xD800 && lastCode <= 0xDBFF))) {
            // The chunk ends with a character that must be carried over. We cannot
            // know how to handle it until we get the next chunk or the end of the
            // stream. So save it for later.
            this.carriedFromPrevious = chunk[limit - 1];
            limit--;
            chunk = chunk.slice(0, limit);
        }
        const { stateTable } = this;
        this.chunk = chunk;
        this.i = 0;
        while (this.i < limit) {
            // eslint-disable-next-line @typescript-eslint/no-explicit-any, @typescript-eslint/no-unsafe-argument
            stateTable[this.state].call(this);
        }
        this.chunkPosition += limit;
        return end ? this.end() : this;
    }
    /**
     * Close the current stream. Perform final well-formedness checks and reset
     * the parser tstate.
     *
     * @returns this
     */
    close() {
        return this.write(null);
    }
    /**
     * Get a single code point out of the current chunk. This updates the current
     * position if we do position tracking.
     *
     * This is the algorithm to use for XML 1.0.
     *
     * @returns The character read.
     */
    getCode10() {
        const { chunk, i } = this;
        this.prevI = i;
        // Yes, we do this instead of doing this.i++. Doing it this way, we do not
        // read this.i again, which is a bit faster.
        this.i = i + 1;
        if (i >= chunk.length) {
            return EOC;
        }
        // Using charCodeAt and handling the surrogates ourselves is faster
        // than using codePointAt.
        const code = chunk.charCodeAt(i);
        this.column++;
        if (code < 0xD800) {
            if (code >= SPACE || code === TAB) {
                return code;
            }
            switch (code) {
                case NL:
                    this.line++;
                    this.column = 0;
                    this.positionAtNewLine = this.position;
                    return NL;
                case CR:
                    // We may get NaN if we read past the end of the chunk, which is fine.
                    if (chunk.charCodeAt(i + 1) === NL) {
                        // A \r\n sequence is converted to \n so we have to skip over the
                        // next character. We already know it has a size of 1 so ++ is fine
                        // here.
                        this.i = i + 2;
                    }
                    // Otherwise, a \r is just converted to \n, so we don't have to skip
                    // ahead.
                    // In either case, \r becomes \n.
                    this.line++;
                    this.column = 0;
                    this.positionAtNewLine = this.position;
                    return NL_LIKE;
                default:
                    // If we get here, then code < SPACE and it is not NL CR or TAB.
                    this.fail("disallowed character.");
                    return code;
            }
        }
        if (code > 0xDBFF) {
            // This is a specialized version of isChar10 that takes into account
            // that in this context code > 0xDBFF and code <= 0xFFFF. So it does not
            // test cases that don't need testing.
            if (!(code >= 0xE000 && code <= 0xFFFD)) {
                this.fail("disallowed character.");
            }
            return code;
        }
        const final = 0x10000 + ((code - 0xD800) * 0x400) +
            (chunk.charCodeAt(i + 1) - 0xDC00);
        this.i = i + 2;
        // This is a specialized version of isChar10 that takes into account that in
        // this context necessarily final >= 0x10000.
        if (final > 0x10FFFF) {
            this.fail("disallowed character.");
        }
        return final;
    }
    /**
     * Get a single code point out of the current chunk. This updates the current
     * position if we do position tracking.
     *
     * This is the algorithm to use for XML 1.1.
     *
     * @returns {number} The character read.
     */
    getCode11() {
        const { chunk, i } = this;
        this.prevI = i;
        // Yes, we do this instead of doing this.i++. Doing it this way, we do not
        // read this.i again, which is a bit faster.
        this.i = i + 1;
        if (i >= chunk.length) {
            return EOC;
        }
        // Using charCodeAt and handling the surrogates ourselves is faster
        // than using codePointAt.
        const code = chunk.charCodeAt(i);
        this.column++;
        if (code < 0xD800) {
            if ((code > 0x1F && code < 0x7F) || (code > 0x9F && code !== LS) ||
                code === TAB) {
                return code;
            }
            switch (code) {
                case NL: // 0xA
                    this.line++;
                    this.column = 0;
                    this.positionAtNewLine = this.position;
                    return NL;
                case CR: { // 0xD
                    // We may get NaN if we read past the end of the chunk, which is
                    // fine.
                    const next = chunk.charCodeAt(i + 1);
                    if (next === NL || next === NEL) {
                        // A CR NL or CR NEL sequence is converted to NL so we have to skip
                        // over the next character. We already know it has a size of 1.
                        this.i = i + 2;
                    }
                    // Otherwise, a CR is just converted to NL, no skip.
                }
                /* yes, fall through */
                case NEL: // 0x85
                case LS: // Ox2028
                    this.line++;
                    this.column = 0;
                    this.positionAtNewLine = this.position;
                    return NL_LIKE;
                default:
                    this.fail("disallowed character.");
                    return code;
            }
        }
        if (code > 0xDBFF) {
            // This is a specialized version of isCharAndNotRestricted that takes into
            // account that in this context code > 0xDBFF and code <= 0xFFFF. So it
            // does not test cases that don't need testing.
            if (!(code >= 0xE000 && code <= 0xFFFD)) {
                this.fail("disallowed character.");
            }
            return code;
        }
        const final = 0x10000 + ((code - 0xD800) * 0x400) +
            (chunk.charCodeAt(i + 1) - 0xDC00);
        this.i = i + 2;
        // This is a specialized version of isCharAndNotRestricted that takes into
        // account that in this context necessarily final >= 0x10000.
        if (final > 0x10FFFF) {
            this.fail("disallowed character.");
        }
        return final;
    }
    /**
     * Like ``getCode`` but with the return value normalized so that ``NL`` is
     * returned for ``NL_LIKE``.
     */
    getCodeNorm() {
        const c = this.getCode();
        return c === NL_LIKE ? NL : c;
    }
    unget() {
        this.i = this.prevI;
        this.column--;
    }
    /**
     * Capture characters into a buffer until encountering one of a set of
     * characters.
     *
     * @param chars An array of codepoints. Encountering a character in the array
     * ends the capture. (``chars`` may safely contain ``NL``.)
     *
     * @return The character code that made the capture end, or ``EOC`` if we hit
     * the end of the chunk. The return value cannot be NL_LIKE: NL is returned
     * instead.
     */
    captureTo(chars) {
        let { i: start } = this;
        const { chunk } = this;
        // eslint-disable-next-line no-constant-condition
        while (true) {
            const c = this.getCode();
            const isNLLike = c === NL_LIKE;
            const final = isNLLike ? NL : c;
            if (final === EOC || chars.includes(final)) {
                this.text += chunk.slice(start, this.prevI);
                return final;
            }
            if (isNLLike) {
                this.text += `${chunk.slice(start, this.prevI)}\n`;
                start = this.i;
            }
        }
    }
    /**
     * Capture characters into a buffer until encountering a character.
     *
     * @param char The codepoint that ends the capture. **NOTE ``char`` MAY NOT
     * CONTAIN ``NL``.** Passing ``NL`` will result in buggy behavior.
     *
     * @return ``true`` if we ran into the character. Otherwise, we ran into the
     * end of the current chunk.
     */
    captureToChar(char) {
        let { i: start } = this;
        const { chunk } = this;
        // eslint-disable-next-line no-constant-condition
        while (true) {
            let c = this.getCode();
            switch (c) {
                case NL_LIKE:
                    this.text += `${chunk.slice(start, this.prevI)}\n`;
                    start = this.i;
                    c = NL;
                    break;
                case EOC:
                    this.text += chunk.slice(start);
                    return false;
                default:
            }
            if (c === char) {
                this.text += chunk.slice(start, this.prevI);
                return true;
            }
        }
    }
    /**
     * Capture characters that satisfy ``isNameChar`` into the ``name`` field of
     * this parser.
     *
     * @return The character code that made the test fail, or ``EOC`` if we hit
     * the end of the chunk. The return value cannot be NL_LIKE: NL is returned
     * instead.
     */
    captureNameChars() {
        const { chunk, i: start } = this;
        // eslint-disable-next-line no-constant-condition
        while (true) {
            const c = this.getCode();
            if (c === EOC) {
                this.name += chunk.slice(start);
                return EOC;
            }
            // NL is not a name char so we don't have to test specifically for it.
            if (!isNameChar(c)) {
                this.name += chunk.slice(start, this.prevI);
                return c === NL_LIKE ? NL : c;
            }
        }
    }
    /**
     * Skip white spaces.
     *
     * @return The character that ended the skip, or ``EOC`` if we hit
     * the end of the chunk. The return value cannot be NL_LIKE: NL is returned
     * instead.
     */
    skipSpaces() {
        // eslint-disable-next-line no-constant-condition
        while (true) {
            const c = this.getCodeNorm();
            if (c === EOC || !isS(c)) {
                return c;
            }
        }
    }
    setXMLVersion(version) {
        this.currentXMLVersion = version;
        /*  eslint-disable @typescript-eslint/unbound-method */
        if (version === "1.0") {
            this.isChar = isChar10;
            this.getCode = this.getCode10;
        }
        else {
            this.isChar = isChar11;
            this.getCode = this.getCode11;
        }
        /* eslint-enable @typescript-eslint/unbound-method */
    }
    // STATE ENGINE METHODS
    // This needs to be a state separate from S_BEGIN_WHITESPACE because we want
    // to be sure never to come back to this state later.
    sBegin() {
        // We are essentially peeking at the first character of the chunk. Since
        // S_BEGIN can be in effect only when we start working on the first chunk,
        // the index at which we must look is necessarily 0. Note also that the
        // following test does not depend on decoding surrogates.
        // If the initial character is 0xFEFF, ignore it.
        if (this.chunk.charCodeAt(0) === 0xFEFF) {
            this.i++;
            this.column++;
        }
        this.state = S_BEGIN_WHITESPACE;
    }
    sBeginWhitespace() {
        // We need to know whether we've encountered spaces or not because as soon
        // as we run into a space, an XML declaration is no longer possible. Rather
        // than slow down skipSpaces even in places where we don't care whether it
        // skipped anything or not, we check whether prevI is equal to the value of
        // i from before we skip spaces.
        const iBefore = this.i;
        const c = this.skipSpaces();
        if (this.prevI !== iBefore) {
            this.xmlDeclPossible = false;
        }
        switch (c) {
            case LESS:
                this.state = S_OPEN_WAKA;
                // We could naively call closeText but in this state, it is not normal
                // to have text be filled with any data.
                if (this.text.length !== 0) {
                    throw new Error("no-empty text at start");
                }
                break;
            case EOC:
                break;
            default:
                this.unget();
                this.state = S_TEXT;
                this.xmlDeclPossible = false;
        }
    }
    sDoctype() {
        var _a;
        const c = this.captureTo(DOCTYPE_TERMINATOR);
        switch (c) {
            case GREATER: {
                (_a = this.doctypeHandler) === null || _a === void 0 ? void 0 : _a.call(this, this.text);
                this.text = "";
                this.state = S_TEXT;
                this.doctype = true; // just remember that we saw it.
                break;
            }
            case EOC:
                break;
            default:
                this.text += String.fromCodePoint(c);
                if (c === OPEN_BRACKET) {
                    this.state = S_DTD;
                }
                else if (isQuote(c)) {
                    this.state = S_DOCTYPE_QUOTE;
                    this.q = c;
                }
        }
    }
    sDoctypeQuote() {
        const q = this.q;
        if (this.captureToChar(q)) {
            this.text += String.fromCodePoint(q);
            this.q = null;
            this.state = S_DOCTYPE;
        }
    }
    sDTD() {
        const c = this.captureTo(DTD_TERMINATOR);
        if (c === EOC) {
            return;
        }
        this.text += String.fromCodePoint(c);
        if (c === CLOSE_BRACKET) {
            this.state = S_DOCTYPE;
        }
        else if (c === LESS) {
            this.state = S_DTD_OPEN_WAKA;
        }
        else if (isQuote(c)) {
            this.state = S_DTD_QUOTED;
            this.q = c;
        }
    }
    sDTDQuoted() {
        const q = this.q;
        if (this.captureToChar(q)) {
            this.text += String.fromCodePoint(q);
            this.state = S_DTD;
            this.q = null;
        }
    }
    sDTDOpenWaka() {
        const c = this.getCodeNorm();
        this.text += String.fromCodePoint(c);
        switch (c) {
            case BANG:
                this.state = S_DTD_OPEN_WAKA_BANG;
                this.openWakaBang = "";
                break;
            case QUESTION:
                this.state = S_DTD_PI;
                break;
            default:
                this.state = S_DTD;
        }
    }
    sDTDOpenWakaBang() {
        const char = String.fromCodePoint(this.getCodeNorm());
        const owb = this.openWakaBang += char;
        this.text += char;
        if (owb !== "-") {
            this.state = owb === "--" ? S_DTD_COMMENT : S_DTD;
            this.openWakaBang = "";
        }
    }
    sDTDComment() {
        if (this.captureToChar(MINUS)) {
            this.text += "-";
            this.state = S_DTD_COMMENT_ENDING;
        }
    }
    sDTDCommentEnding() {
        const c = this.getCodeNorm();
        this.text += String.fromCodePoint(c);
        this.state = c === MINUS ? S_DTD_COMMENT_ENDED : S_DTD_COMMENT;
    }
    sDTDCommentEnded() {
        const c = this.getCodeNorm();
        this.text += String.fromCodePoint(c);
        if (c === GREATER) {
            this.state = S_DTD;
        }
        else {
            this.fail("malformed comment.");
            // <!-- blah -- bloo --> will be recorded as
            // a comment of " blah -- bloo "
            this.state = S_DTD_COMMENT;
        }
    }
    sDTDPI() {
        if (this.captureToChar(QUESTION)) {
            this.text += "?";
            this.state = S_DTD_PI_ENDING;
        }
    }
    sDTDPIEnding() {
        const c = this.getCodeNorm();
        this.text += String.fromCodePoint(c);
        if (c === GREATER) {
            this.state = S_DTD;
        }
    }
    sText() {
        //
        // We did try a version of saxes where the S_TEXT state was split in two
        // states: one for text inside the root element, and one for text
        // outside. This was avoiding having to test this.tags.length to decide
        // what implementation to actually use.
        //
        // Peformance testing on gigabyte-size files did not show any advantage to
        // using the two states solution instead of the current one. Conversely, it
        // made the code a bit more complicated elsewhere. For instance, a comment
        // can appear before the root element so when a comment ended it was
        // necessary to determine whether to return to the S_TEXT state or to the
        // new text-outside-root state.
        //
        if (this.tags.length !== 0) {
            this.handleTextInRoot();
        }
        else {
            this.handleTextOutsideRoot();
        }
    }
    sEntity() {
        // This is essentially a specialized version of captureToChar(SEMICOLON...)
        let { i: start } = this;
        const { chunk } = this;
        // eslint-disable-next-line no-labels, no-restricted-syntax
        loop: 
        // eslint-disable-next-line no-constant-condition
        while (true) {
            switch (this.getCode()) {
                case NL_LIKE:
                    this.entity += `${chunk.slice(start, this.prevI)}\n`;
                    start = this.i;
                    break;
                case SEMICOLON: {
                    const { entityReturnState } = this;
                    const entity = this.entity + chunk.slice(start, this.prevI);
                    this.state = entityReturnState;
                    let parsed;
                    if (entity === "") {
                        this.fail("empty entity name.");
                        parsed = "&;";
                    }
                    else {
                        parsed = this.parseEntity(entity);
                        this.entity = "";
                    }
                    if (entityReturnState !== S_TEXT || this.textHandler !== undefined) {
                        this.text += parsed;
                    }
                    // eslint-disable-next-line no-labels
                    break loop;
                }
                case EOC:
                    this.entity += chunk.slice(start);
                    // eslint-disable-next-line no-labels
                    break loop;
                default:
            }
        }
    }
    sOpenWaka() {
        // Reminder: a state handler is called with at least one character
        // available in the current chunk. So the first call to get code inside of
        // a state handler cannot return ``EOC``. That's why we don't test
        // for it.
        const c = this.getCode();
        // either a /, ?, !, or text is coming next.
        if (isNameStartChar(c)) {
            this.state = S_OPEN_TAG;
            this.unget();
            this.xmlDeclPossible = false;
        }
        else {
            switch (c) {
                case FORWARD_SLASH:
                    this.state = S_CLOSE_TAG;
                    this.xmlDeclPossible = false;
                    break;
                case BANG:
                    this.state = S_OPEN_WAKA_BANG;
                    this.openWakaBang = "";
                    this.xmlDeclPossible = false;
                    break;
                case QUESTION:
                    this.state = S_PI_FIRST_CHAR;
                    break;
                default:
                    this.fail("disallowed character in tag name");
                    this.state = S_TEXT;
                    this.xmlDeclPossible = false;
            }
        }
    }
    sOpenWakaBang() {
        this.openWakaBang += String.fromCodePoint(this.getCodeNorm());
        switch (this.openWakaBang) {
            case "[CDATA[":
                if (!this.sawRoot && !this.reportedTextBeforeRoot) {
                    this.fail("text data outside of root node.");
                    this.reportedTextBeforeRoot = true;
                }
                if (this.closedRoot && !this.reportedTextAfterRoot) {
                    this.fail("text data outside of root node.");
                    this.reportedTextAfterRoot = true;
                }
                this.state = S_CDATA;
                this.openWakaBang = "";
                break;
            case "--":
                this.state = S_COMMENT;
                this.openWakaBang = "";
                break;
            case "DOCTYPE":
                this.state = S_DOCTYPE;
                if (this.doctype || this.sawRoot) {
                    this.fail("inappropriately located doctype declaration.");
                }
                this.openWakaBang = "";
                break;
            default:
                // 7 happens to be the maximum length of the string that can possibly
                // match one of the cases above.
                if (this.openWakaBang.length >= 7) {
                    this.fail("incorrect syntax.");
                }
        }
    }
    sComment() {
        if (this.captureToChar(MINUS)) {
            this.state = S_COMMENT_ENDING;
        }
    }
    sCommentEnding() {
        var _a;
        const c = this.getCodeNorm();
        if (c === MINUS) {
            this.state = S_COMMENT_ENDED;
            (_a = this.commentHandler) === null || _a === void 0 ? void 0 : _a.call(this, this.text);
            this.text = "";
        }
        else {
            this.text += `-${String.fromCodePoint(c)}`;
            this.state = S_COMMENT;
        }
    }
    sCommentEnded() {
        const c = this.getCodeNorm();
        if (c !== GREATER) {
            this.fail("malformed comment.");
            // <!-- blah -- bloo --> will be recorded as
            // a comment of " blah -- bloo "
            this.text += `--${String.fromCodePoint(c)}`;
            this.state = S_COMMENT;
        }
        else {
            this.state = S_TEXT;
        }
    }
    sCData() {
        if (this.captureToChar(CLOSE_BRACKET)) {
            this.state = S_CDATA_ENDING;
        }
    }
    sCDataEnding() {
        const c = this.getCodeNorm();
        if (c === CLOSE_BRACKET) {
            this.state = S_CDATA_ENDING_2;
        }
        else {
            this.text += `]${String.fromCodePoint(c)}`;
            this.state = S_CDATA;
        }
    }
    sCDataEnding2() {
        var _a;
        const c = this.getCodeNorm();
        switch (c) {
            case GREATER: {
                (_a = this.cdataHandler) === null || _a === void 0 ? void 0 : _a.call(this, this.text);
                this.text = "";
                this.state = S_TEXT;
                break;
            }
            case CLOSE_BRACKET:
                this.text += "]";
                break;
            default:
                this.text += `]]${String.fromCodePoint(c)}`;
                this.state = S_CDATA;
        }
    }
    // We need this separate state to check the first character fo the pi target
    // with this.nameStartCheck which allows less characters than this.nameCheck.
    sPIFirstChar() {
        const c = this.getCodeNorm();
        // This is first because in the case where the file is well-formed this is
        // the branch taken. We optimize for well-formedness.
        if (this.nameStartCheck(c)) {
            this.piTarget += String.fromCodePoint(c);
            this.state = S_PI_REST;
        }
        else if (c === QUESTION || isS(c)) {
            this.fail("processing instruction without a target.");
            this.state = c === QUESTION ? S_PI_ENDING : S_PI_BODY;
        }
        else {
            this.fail("disallowed character in processing instruction name.");
            this.piTarget += String.fromCodePoint(c);
            this.state = S_PI_REST;
        }
    }
    sPIRest() {
        // Capture characters into a piTarget while ``this.nameCheck`` run on the
        // character read returns true.
        const { chunk, i: start } = this;
        // eslint-disable-next-line no-constant-condition
        while (true) {
            const c = this.getCodeNorm();
            if (c === EOC) {
                this.piTarget += chunk.slice(start);
                return;
            }
            // NL cannot satisfy this.nameCheck so we don't have to test specifically
            // for it.
            if (!this.nameCheck(c)) {
                this.piTarget += chunk.slice(start, this.prevI);
                const isQuestion = c === QUESTION;
                if (isQuestion || isS(c)) {
                    if (this.piTarget === "xml") {
                        if (!this.xmlDeclPossible) {
                            this.fail("an XML declaration must be at the start of the document.");
                        }
                        this.state = isQuestion ? S_XML_DECL_ENDING : S_XML_DECL_NAME_START;
                    }
                    else {
                        this.state = isQuestion ? S_PI_ENDING : S_PI_BODY;
                    }
                }
                else {
                    this.fail("disallowed character in processing instruction name.");
                    this.piTarget += String.fromCodePoint(c);
                }
                break;
            }
        }
    }
    sPIBody() {
        if (this.text.length === 0) {
            const c = this.getCodeNorm();
            if (c === QUESTION) {
                this.state = S_PI_ENDING;
            }
            else if (!isS(c)) {
                this.text = String.fromCodePoint(c);
            }
        }
        // The question mark character is not valid inside any of the XML
        // declaration name/value pairs.
        else if (this.captureToChar(QUESTION)) {
            this.state = S_PI_ENDING;
        }
    }
    sPIEnding() {
        var _a;
        const c = this.getCodeNorm();
        if (c === GREATER) {
            const { piTarget } = this;
            if (piTarget.toLowerCase() === "xml") {
                this.fail("the XML declaration must appear at the start of the document.");
            }
            (_a = this.piHandler) === null || _a === void 0 ? void 0 : _a.call(this, {
                target: piTarget,
                body: this.text,
            });
            this.piTarget = this.text = "";
            this.state = S_TEXT;
        }
        else if (c === QUESTION) {
            // We ran into ?? as part of a processing instruction. We initially took
            // the first ? as a sign that the PI was ending, but it is not. So we have
            // to add it to the body but we take the new ? as a sign that the PI is
            // ending.
            this.text += "?";
        }
        else {
            this.text += `?${String.fromCodePoint(c)}`;
            this.state = S_PI_BODY;
        }
        this.xmlDeclPossible = false;
    }
    sXMLDeclNameStart() {
        const c = this.skipSpaces();
        // The question mark character is not valid inside any of the XML
        // declaration name/value pairs.
        if (c === QUESTION) {
            // It is valid to go to S_XML_DECL_ENDING from this state.
            this.state = S_XML_DECL_ENDING;
            return;
        }
        if (c !== EOC) {
            this.state = S_XML_DECL_NAME;
            this.name = String.fromCodePoint(c);
        }
    }
    sXMLDeclName() {
        const c = this.captureTo(XML_DECL_NAME_TERMINATOR);
        // The question mark character is not valid inside any of the XML
        // declaration name/value pairs.
        if (c === QUESTION) {
            this.state = S_XML_DECL_ENDING;
            this.name += this.text;
            this.text = "";
            this.fail("XML declaration is incomplete.");
            return;
        }
        if (!(isS(c) || c === EQUAL)) {
            return;
        }
        this.name += this.text;
        this.text = "";
        if (!this.xmlDeclExpects.includes(this.name)) {
            switch (this.name.length) {
                case 0:
                    this.fail("did not expect any more name/value pairs.");
                    break;
                case 1:
                    this.fail(`expected the name ${this.xmlDeclExpects[0]}.`);
                    break;
                default:
                    this.fail(`expected one of ${this.xmlDeclExpects.join(", ")}`);
            }
        }
        this.state = c === EQUAL ? S_XML_DECL_VALUE_START : S_XML_DECL_EQ;
    }
    sXMLDeclEq() {
        const c = this.getCodeNorm();
        // The question mark character is not valid inside any of the XML
        // declaration name/value pairs.
        if (c === QUESTION) {
            this.state = S_XML_DECL_ENDING;
            this.fail("XML declaration is incomplete.");
            return;
        }
        if (isS(c)) {
            return;
        }
        if (c !== EQUAL) {
            this.fail("value required.");
        }
        this.state = S_XML_DECL_VALUE_START;
    }
    sXMLDeclValueStart() {
        const c = this.getCodeNorm();
        // The question mark character is not valid inside any of the XML
        // declaration name/value pairs.
        if (c === QUESTION) {
            this.state = S_XML_DECL_ENDING;
            this.fail("XML declaration is incomplete.");
            return;
        }
        if (isS(c)) {
            return;
        }
        if (!isQuote(c)) {
            this.fail("value must be quoted.");
            this.q = SPACE;
        }
        else {
            this.q = c;
        }
        this.state = S_XML_DECL_VALUE;
    }
    sXMLDeclValue() {
        const c = this.captureTo([this.q, QUESTION]);
        // The question mark character is not valid inside any of the XML
        // declaration name/value pairs.
        if (c === QUESTION) {
            this.state = S_XML_DECL_ENDING;
            this.text = "";
            this.fail("XML declaration is incomplete.");
            return;
        }
        if (c === EOC) {
            return;
        }
        const value = this.text;
        this.text = "";
        switch (this.name) {
            case "version": {
                this.xmlDeclExpects = ["encoding", "standalone"];
                const version = value;
                this.xmlDecl.version = version;
                // This is the test specified by XML 1.0 but it is fine for XML 1.1.
                if (!/^1\.[0-9]+$/.test(version)) {
                    this.fail("version number must match /^1\\.[0-9]+$/.");
                }
                // When forceXMLVersion is set, the XML declaration is ignored.
                else if (!this.opt.forceXMLVersion) {
                    this.setXMLVersion(version);
                }
                break;
            }
            case "encoding":
                if (!/^[A-Za-z][A-Za-z0-9._-]*$/.test(value)) {
                    this.fail("encoding value must match \
/^[A-Za-z0-9][A-Za-z0-9._-]*$/.");
                }
                this.xmlDeclExpects = ["standalone"];
                this.xmlDecl.encoding = value;
                break;
            case "standalone":
                if (value !== "yes" && value !== "no") {
                    this.fail("standalone value must match \"yes\" or \"no\".");
                }
                this.xmlDeclExpects = [];
                this.xmlDecl.standalone = value;
                break;
            default:
            // We don't need to raise an error here since we've already raised one
            // when checking what name was expected.
        }
        this.name = "";
        this.state = S_XML_DECL_SEPARATOR;
    }
    sXMLDeclSeparator() {
        const c = this.getCodeNorm();
        // The question mark character is not valid inside any of the XML
        // declaration name/value pairs.
        if (c === QUESTION) {
            // It is valid to go to S_XML_DECL_ENDING from this state.
            this.state = S_XML_DECL_ENDING;
            return;
        }
        if (!isS(c)) {
            this.fail("whitespace required.");
            this.unget();
        }
        this.state = S_XML_DECL_NAME_START;
    }
    sXMLDeclEnding() {
        var _a;
        const c = this.getCodeNorm();
        if (c === GREATER) {
            if (this.piTarget !== "xml") {
                this.fail("processing instructions are not allowed before root.");
            }
            else if (this.name !== "version" &&
                this.xmlDeclExpects.includes("version")) {
                this.fail("XML declaration must contain a version.");
            }
            (_a = this.xmldeclHandler) === null || _a === void 0 ? void 0 : _a.call(this, this.xmlDecl);
            this.name = "";
            this.piTarget = this.text = "";
            this.state = S_TEXT;
        }
        else {
            // We got here because the previous character was a ?, but the question
            // mark character is not valid inside any of the XML declaration
            // name/value pairs.
            this.fail("The character ? is disallowed anywhere in XML declarations.");
        }
        this.xmlDeclPossible = false;
    }
    sOpenTag() {
        var _a;
        const c = this.captureNameChars();
        if (c === EOC) {
            return;
        }
        const tag = this.tag = {
            name: this.name,
            attributes: Object.create(null),
        };
        this.name = "";
        if (this.xmlnsOpt) {
            this.topNS = tag.ns = Object.create(null);
        }
        (_a = this.openTagStartHandler) === null || _a === void 0 ? void 0 : _a.call(this, tag);
        this.sawRoot = true;
        if (!this.fragmentOpt && this.closedRoot) {
            this.fail("documents may contain only one root.");
        }
        switch (c) {
            case GREATER:
                this.openTag();
                break;
            case FORWARD_SLASH:
                this.state = S_OPEN_TAG_SLASH;
                break;
            default:
                if (!isS(c)) {
                    this.fail("disallowed character in tag name.");
                }
                this.state = S_ATTRIB;
        }
    }
    sOpenTagSlash() {
        if (this.getCode() === GREATER) {
            this.openSelfClosingTag();
        }
        else {
            this.fail("forward-slash in opening tag not followed by >.");
            this.state = S_ATTRIB;
        }
    }
    sAttrib() {
        const c = this.skipSpaces();
        if (c === EOC) {
            return;
        }
        if (isNameStartChar(c)) {
            this.unget();
            this.state = S_ATTRIB_NAME;
        }
        else if (c === GREATER) {
            this.openTag();
        }
        else if (c === FORWARD_SLASH) {
            this.state = S_OPEN_TAG_SLASH;
        }
        else {
            this.fail("disallowed character in attribute name.");
        }
    }
    sAttribName() {
        const c = this.captureNameChars();
        if (c === EQUAL) {
            this.state = S_ATTRIB_VALUE;
        }
        else if (isS(c)) {
            this.state = S_ATTRIB_NAME_SAW_WHITE;
        }
        else if (c === GREATER) {
            this.fail("attribute without value.");
            this.pushAttrib(this.name, this.name);
            this.name = this.text = "";
            this.openTag();
        }
        else if (c !== EOC) {
            this.fail("disallowed character in attribute name.");
        }
    }
    sAttribNameSawWhite() {
        const c = this.skipSpaces();
        switch (c) {
            case EOC:
                return;
            case EQUAL:
                this.state = S_ATTRIB_VALUE;
                break;
            default:
                this.fail("attribute without value.");
                // Should we do this???
                // this.tag.attributes[this.name] = "";
                this.text = "";
                this.name = "";
                if (c === GREATER) {
                    this.openTag();
                }
                else if (isNameStartChar(c)) {
                    this.unget();
                    this.state = S_ATTRIB_NAME;
                }
                else {
                    this.fail("disallowed character in attribute name.");
                    this.state = S_ATTRIB;
                }
        }
    }
    sAttribValue() {
        const c = this.getCodeNorm();
        if (isQuote(c)) {
            this.q = c;
            this.state = S_ATTRIB_VALUE_QUOTED;
        }
        else if (!isS(c)) {
            this.fail("unquoted attribute value.");
            this.state = S_ATTRIB_VALUE_UNQUOTED;
            this.unget();
        }
    }
    sAttribValueQuoted() {
        // We deliberately do not use captureTo here. The specialized code we use
        // here is faster than using captureTo.
        const { q, chunk } = this;
        let { i: start } = this;
        // eslint-disable-next-line no-constant-condition
        while (true) {
            switch (this.getCode()) {
                case q:
                    this.pushAttrib(this.name, this.text + chunk.slice(start, this.prevI));
                    this.name = this.text = "";
                    this.q = null;
                    this.state = S_ATTRIB_VALUE_CLOSED;
                    return;
                case AMP:
                    this.text += chunk.slice(start, this.prevI);
                    this.state = S_ENTITY;
                    this.entityReturnState = S_ATTRIB_VALUE_QUOTED;
                    return;
                case NL:
                case NL_LIKE:
                case TAB:
                    this.text += `${chunk.slice(start, this.prevI)} `;
                    start = this.i;
                    break;
                case LESS:
                    this.text += chunk.slice(start, this.prevI);
                    this.fail("disallowed character.");
                    return;
                case EOC:
                    this.text += chunk.slice(start);
                    return;
                default:
            }
        }
    }
    sAttribValueClosed() {
        const c = this.getCodeNorm();
        if (isS(c)) {
            this.state = S_ATTRIB;
        }
        else if (c === GREATER) {
            this.openTag();
        }
        else if (c === FORWARD_SLASH) {
            this.state = S_OPEN_TAG_SLASH;
        }
        else if (isNameStartChar(c)) {
            this.fail("no whitespace between attributes.");
            this.unget();
            this.state = S_ATTRIB_NAME;
        }
        else {
            this.fail("disallowed character in attribute name.");
        }
    }
    sAttribValueUnquoted() {
        // We don't do anything regarding EOL or space handling for unquoted
        // attributes. We already have failed by the time we get here, and the
        // contract that saxes upholds states that upon failure, it is not safe to
        // rely on the data passed to event handlers (other than
        // ``onerror``). Passing "bad" data is not a problem.
        const c = this.captureTo(ATTRIB_VALUE_UNQUOTED_TERMINATOR);
        switch (c) {
            case AMP:
                this.state = S_ENTITY;
                this.entityReturnState = S_ATTRIB_VALUE_UNQUOTED;
                break;
            case LESS:
                this.fail("disallowed character.");
                break;
            case EOC:
                break;
            default:
                if (this.text.includes("]]>")) {
                    this.fail("the string \"]]>\" is disallowed in char data.");
                }
                this.pushAttrib(this.name, this.text);
                this.name = this.text = "";
                if (c === GREATER) {
                    this.openTag();
                }
                else {
                    this.state = S_ATTRIB;
                }
        }
    }
    sCloseTag() {
        const c = this.captureNameChars();
        if (c === GREATER) {
            this.closeTag();
        }
        else if (isS(c)) {
            this.state = S_CLOSE_TAG_SAW_WHITE;
        }
        else if (c !== EOC) {
            this.fail("disallowed character in closing tag.");
        }
    }
    sCloseTagSawWhite() {
        switch (this.skipSpaces()) {
            case GREATER:
                this.closeTag();
                break;
            case EOC:
                break;
            default:
                this.fail("disallowed character in closing tag.");
        }
    }
    // END OF STATE ENGINE METHODS
    handleTextInRoot() {
        // This is essentially a specialized version of captureTo which is optimized
        // for performing the ]]> check. A previous version of this code, checked
        // ``this.text`` for the presence of ]]>. It simplified the code but was
        // very costly when character data contained a lot of entities to be parsed.
        //
        // Since we are using a specialized loop, we also keep track of the presence
        // of ]]> in text data. The sequence ]]> is forbidden to appear as-is.
        //
        let { i: start, forbiddenState } = this;
        const { chunk, textHandler: handler } = this;
        // eslint-disable-next-line no-labels, no-restricted-syntax
        scanLoop: 
        // eslint-disable-next-line no-constant-condition
        while (true) {
            switch (this.getCode()) {
                case LESS: {
                    this.state = S_OPEN_WAKA;
                    if (handler !== undefined) {
                        const { text } = this;
                        const slice = chunk.slice(start, this.prevI);
                        if (text.length !== 0) {
                            handler(text + slice);
                            this.text = "";
                        }
                        else if (slice.length !== 0) {
                            handler(slice);
                        }
                    }
                    forbiddenState = FORBIDDEN_START;
                    // eslint-disable-next-line no-labels
                    break scanLoop;
                }
                case AMP:
                    this.state = S_ENTITY;
                    this.entityReturnState = S_TEXT;
                    if (handler !== undefined) {
                        this.text += chunk.slice(start, this.prevI);
                    }
                    forbiddenState = FORBIDDEN_START;
                    // eslint-disable-next-line no-labels
                    break scanLoop;
                case CLOSE_BRACKET:
                    switch (forbiddenState) {
                        case FORBIDDEN_START:
                            forbiddenState = FORBIDDEN_BRACKET;
                            break;
                        case FORBIDDEN_BRACKET:
                            forbiddenState = FORBIDDEN_BRACKET_BRACKET;
                            break;
                        case FORBIDDEN_BRACKET_BRACKET:
                            break;
                        default:
                            throw new Error("impossible state");
                    }
                    break;
                case GREATER:
                    if (forbiddenState === FORBIDDEN_BRACKET_BRACKET) {
                        this.fail("the string \"]]>\" is disallowed in char data.");
                    }
                    forbiddenState = FORBIDDEN_START;
                    break;
                case NL_LIKE:
                    if (handler !== undefined) {
                        this.text += `${chunk.slice(start, this.prevI)}\n`;
                    }
                    start = this.i;
                    forbiddenState = FORBIDDEN_START;
                    break;
                case EOC:
                    if (handler !== undefined) {
                        this.text += chunk.slice(start);
                    }
                    // eslint-disable-next-line no-labels
                    break scanLoop;
                default:
                    forbiddenState = FORBIDDEN_START;
            }
        }
        this.forbiddenState = forbiddenState;
    }
    handleTextOutsideRoot() {
        // This is essentially a specialized version of captureTo which is optimized
        // for a specialized task. We keep track of the presence of non-space
        // characters in the text since these are errors when appearing outside the
        // document root element.
        let { i: start } = this;
        const { chunk, textHandler: handler } = this;
        let nonSpace = false;
        // eslint-disable-next-line no-labels, no-restricted-syntax
        outRootLoop: 
        // eslint-disable-next-line no-constant-condition
        while (true) {
            const code = this.getCode();
            switch (code) {
                case LESS: {
                    this.state = S_OPEN_WAKA;
                    if (handler !== undefined) {
                        const { text } = this;
                        const slice = chunk.slice(start, this.prevI);
                        if (text.length !== 0) {
                            handler(text + slice);
                            this.text = "";
                        }
                        else if (slice.length !== 0) {
                            handler(slice);
                        }
                    }
                    // eslint-disable-next-line no-labels
                    break outRootLoop;
                }
                case AMP:
                    this.state = S_ENTITY;
                    this.entityReturnState = S_TEXT;
                    if (handler !== undefined) {
                        this.text += chunk.slice(start, this.prevI);
                    }
                    nonSpace = true;
                    // eslint-disable-next-line no-labels
                    break outRootLoop;
                case NL_LIKE:
                    if (handler !== undefined) {
                        this.text += `${chunk.slice(start, this.prevI)}\n`;
                    }
                    start = this.i;
                    break;
                case EOC:
                    if (handler !== undefined) {
                        this.text += chunk.slice(start);
                    }
                    // eslint-disable-next-line no-labels
                    break outRootLoop;
                default:
                    if (!isS(code)) {
                        nonSpace = true;
                    }
            }
        }
        if (!nonSpace) {
            return;
        }
        // We use the reportedTextBeforeRoot and reportedTextAfterRoot flags
        // to avoid reporting errors for every single character that is out of
        // place.
        if (!this.sawRoot && !this.reportedTextBeforeRoot) {
            this.fail("text data outside of root node.");
            this.reportedTextBeforeRoot = true;
        }
        if (this.closedRoot && !this.reportedTextAfterRoot) {
            this.fail("text data outside of root node.");
            this.reportedTextAfterRoot = true;
        }
    }
    pushAttribNS(name, value) {
        var _a;
        const { prefix, local } = this.qname(name);
        const attr = { name, prefix, local, value };
        this.attribList.push(attr);
        (_a = this.attributeHandler) === null || _a === void 0 ? void 0 : _a.call(this, attr);
        if (prefix === "xmlns") {
            const trimmed = value.trim();
            if (this.currentXMLVersion === "1.0" && trimmed === "") {
                this.fail("invalid attempt to undefine prefix in XML 1.0");
            }
            this.topNS[local] = trimmed;
            nsPairCheck(this, local, trimmed);
        }
        else if (name === "xmlns") {
            const trimmed = value.trim();
            this.topNS[""] = trimmed;
            nsPairCheck(this, "", trimmed);
        }
    }
    pushAttribPlain(name, value) {
        var _a;
        const attr = { name, value };
        this.attribList.push(attr);
        (_a = this.attributeHandler) === null || _a === void 0 ? void 0 : _a.call(this, attr);
    }
    /**
     * End parsing. This performs final well-formedness checks and resets the
     * parser to a clean state.
     *
     * @returns this
     */
    end() {
        var _a, _b;
        if (!this.sawRoot) {
            this.fail("document must contain a root element.");
        }
        const { tags } = this;
        while (tags.length > 0) {
            const tag = tags.pop();
            this.fail(`unclosed tag: ${tag.name}`);
        }
        if ((this.state !== S_BEGIN) && (this.state !== S_TEXT)) {
            this.fail("unexpected end.");
        }
        const { text } = this;
        if (text.length !== 0) {
            (_a = this.textHandler) === null || _a === void 0 ? void 0 : _a.call(this, text);
            this.text = "";
        }
        this._closed = true;
        (_b = this.endHandler) === null || _b === void 0 ? void 0 : _b.call(this);
        this._init();
        return this;
    }
    /**
     * Resolve a namespace prefix.
     *
     * @param prefix The prefix to resolve.
     *
     * @returns The namespace URI or ``undefined`` if the prefix is not defined.
     */
    resolve(prefix) {
        var _a, _b;
        let uri = this.topNS[prefix];
        if (uri !== undefined) {
            return uri;
        }
        const { tags } = this;
        for (let index = tags.length - 1; index >= 0; index--) {
            uri = tags[index].ns[prefix];
            if (uri !== undefined) {
                return uri;
            }
        }
        uri = this.ns[prefix];
        if (uri !== undefined) {
            return uri;
        }
        return (_b = (_a = this.opt).resolvePrefix) === null || _b === void 0 ? void 0 : _b.call(_a, prefix);
    }
    /**
     * Parse a qname into its prefix and local name parts.
     *
     * @param name The name to parse
     *
     * @returns
     */
    qname(name) {
        // This is faster than using name.split(":").
        const colon = name.indexOf(":");
        if (colon === -1) {
            return { prefix: "", local: name };
        }
        const local = name.slice(colon + 1);
        const prefix = name.slice(0, colon);
        if (prefix === "" || local === "" || local.includes(":")) {
            this.fail(`malformed name: ${name}.`);
        }
        return { prefix, local };
    }
    processAttribsNS() {
        var _a;
        const { attribList } = this;
        const tag = this.tag;
        {
            // add namespace info to tag
            const { prefix, local } = this.qname(tag.name);
            tag.prefix = prefix;
            tag.local = local;
            const uri = tag.uri = (_a = this.resolve(prefix)) !== null && _a !== void 0 ? _a : "";
            if (prefix !== "") {
                if (prefix === "xmlns") {
                    this.fail("tags may not have \"xmlns\" as prefix.");
                }
                if (uri === "") {
                    this.fail(`unbound namespace prefix: ${JSON.stringify(prefix)}.`);
                    tag.uri = prefix;
                }
            }
        }
        if (attribList.length === 0) {
            return;
        }
        const { attributes } = tag;
        const seen = new Set();
        // Note: do not apply default ns to attributes:
        //   http://www.w3.org/TR/REC-xml-names/#defaulting
        for (const attr of attribList) {
            const { name, prefix, local } = attr;
            let uri;
            let eqname;
            if (prefix === "") {
                uri = name === "xmlns" ? XMLNS_NAMESPACE : "";
                eqname = name;
            }
            else {
                uri = this.resolve(prefix);
                // if there's any attributes with an undefined namespace,
                // then fail on them now.
                if (uri === undefined) {
                    this.fail(`unbound namespace prefix: ${JSON.stringify(prefix)}.`);
                    uri = prefix;
                }
                eqname = `{${uri}}${local}`;
            }
            if (seen.has(eqname)) {
                this.fail(`duplicate attribute: ${eqname}.`);
            }
            seen.add(eqname);
            attr.uri = uri;
            attributes[name] = attr;
        }
        this.attribList = [];
    }
    processAttribsPlain() {
        const { attribList } = this;
        // eslint-disable-next-line prefer-destructuring
        const attributes = this.tag.attributes;
        for (const { name, value } of attribList) {
            if (attributes[name] !== undefined) {
                this.fail(`duplicate attribute: ${name}.`);
            }
            attributes[name] = value;
        }
        this.attribList = [];
    }
    /**
     * Handle a complete open tag. This parser code calls this once it has seen
     * the whole tag. This method checks for well-formeness and then emits
     * ``onopentag``.
     */
    openTag() {
        var _a;
        this.processAttribs();
        const { tags } = this;
        const tag = this.tag;
        tag.isSelfClosing = false;
        // There cannot be any pending text here due to the onopentagstart that was
        // necessarily emitted before we get here. So we do not check text.
        (_a = this.openTagHandler) === null || _a === void 0 ? void 0 : _a.call(this, tag);
        tags.push(tag);
        this.state = S_TEXT;
        this.name = "";
    }
    /**
     * Handle a complete self-closing tag. This parser code calls this once it has
     * seen the whole tag. This method checks for well-formeness and then emits
     * ``onopentag`` and ``onclosetag``.
     */
    openSelfClosingTag() {
        var _a, _b, _c;
        this.processAttribs();
        const { tags } = this;
        const tag = this.tag;
        tag.isSelfClosing = true;
        // There cannot be any pending text here due to the onopentagstart that was
        // necessarily emitted before we get here. So we do not check text.
        (_a = this.openTagHandler) === null || _a === void 0 ? void 0 : _a.call(this, tag);
        (_b = this.closeTagHandler) === null || _b === void 0 ? void 0 : _b.call(this, tag);
        const top = this.tag = (_c = tags[tags.length - 1]) !== null && _c !== void 0 ? _c : null;
        if (top === null) {
            this.closedRoot = true;
        }
        this.state = S_TEXT;
        this.name = "";
    }
    /**
     * Handle a complete close tag. This parser code calls this once it has seen
     * the whole tag. This method checks for well-formeness and then emits
     * ``onclosetag``.
     */
    closeTag() {
        const { tags, name } = this;
        // Our state after this will be S_TEXT, no matter what, and we can clear
        // tagName now.
        this.state = S_TEXT;
        this.name = "";
        if (name === "") {
            this.fail("weird empty close tag.");
            this.text += "</>";
            return;
        }
        const handler = this.closeTagHandler;
        let l = tags.length;
        while (l-- > 0) {
            const tag = this.tag = tags.pop();
            this.topNS = tag.ns;
            handler === null || handler === void 0 ? void 0 : handler(tag);
            if (tag.name === name) {
                break;
            }
            this.fail("unexpected close tag.");
        }
        if (l === 0) {
            this.closedRoot = true;
        }
        else if (l < 0) {
            this.fail(`unmatched closing tag: ${name}.`);
            this.text += `</${name}>`;
        }
    }
    /**
     * Resolves an entity. Makes any necessary well-formedness checks.
     *
     * @param entity The entity to resolve.
     *
     * @returns The parsed entity.
     */
    parseEntity(entity) {
        // startsWith would be significantly slower for this test.
        if (entity[0] !== "#") {
            const defined = this.ENTITIES[entity];
            if (defined !== undefined) {
                return defined;
            }
            this.fail(this.isName(entity) ? "undefined entity." :
                "disallowed character in entity name.");
            return `&${entity};`;
        }
        let num = NaN;
        if (entity[1] === "x" && /^#x[0-9a-f]+$/i.test(entity)) {
            num = parseInt(entity.slice(2), 16);
        }
        else if (/^#[0-9]+$/.test(entity)) {
            num = parseInt(entity.slice(1), 10);
        }
        // The character reference is required to match the CHAR production.
        if (!this.isChar(num)) {
            this.fail("malformed character entity.");
            return `&${entity};`;
        }
        return String.fromCodePoint(num);
    }
}
exports.wT = SaxesParser;
//# sourceMappingURL=saxes.js.map

/***/ }),

/***/ 6950:
/***/ ((__unused_webpack_module, exports) => {


/**
 * Character classes and associated utilities for the 5th edition of XML 1.0.
 *
 * @author Louis-Dominique Dubeau
 * @license MIT
 * @copyright Louis-Dominique Dubeau
 */
Object.defineProperty(exports, "__esModule", ({ value: true }));
//
// Fragments.
//
exports.CHAR = "\t\n\r -\uD7FF\uE000-\uFFFD\uD800\uDC00-\uDBFF\uDFFF";
exports.S = " \t\r\n";
// tslint:disable-next-line:max-line-length
exports.NAME_START_CHAR = ":A-Z_a-z\u00C0-\u00D6\u00D8-\u00F6\u00F8-\u02FF\u0370-\u037D\u037F-\u1FFF\u200C\u200D\u2070-\u218F\u2C00-\u2FEF\u3001-\uD7FF\uF900-\uFDCF\uFDF0-\uFFFD\uD800\uDC00-\uDB7F\uDFFF";
exports.NAME_CHAR = "-" + exports.NAME_START_CHAR + ".0-9\u00B7\u0300-\u036F\u203F-\u2040";
//
// Regular expressions.
//
exports.CHAR_RE = new RegExp("^[" + exports.CHAR + "]$", "u");
exports.S_RE = new RegExp("^[" + exports.S + "]+$", "u");
exports.NAME_START_CHAR_RE = new RegExp("^[" + exports.NAME_START_CHAR + "]$", "u");
exports.NAME_CHAR_RE = new RegExp("^[" + exports.NAME_CHAR + "]$", "u");
exports.NAME_RE = new RegExp("^[" + exports.NAME_START_CHAR + "][" + exports.NAME_CHAR + "]*$", "u");
exports.NMTOKEN_RE = new RegExp("^[" + exports.NAME_CHAR + "]+$", "u");
var TAB = 9;
var NL = 0xA;
var CR = 0xD;
var SPACE = 0x20;
//
// Lists.
//
/** All characters in the ``S`` production. */
exports.S_LIST = [SPACE, NL, CR, TAB];
/**
 * Determines whether a codepoint matches the ``CHAR`` production.
 *
 * @param c The code point.
 *
 * @returns ``true`` if the codepoint matches ``CHAR``.
 */
function isChar(c) {
    return (c >= SPACE && c <= 0xD7FF) ||
        c === NL || c === CR || c === TAB ||
        (c >= 0xE000 && c <= 0xFFFD) ||
        (c >= 0x10000 && c <= 0x10FFFF);
}
exports.isChar = isChar;
/**
 * Determines whether a codepoint matches the ``S`` (space) production.
 *
 * @param c The code point.
 *
 * @returns ``true`` if the codepoint matches ``S``.
 */
function isS(c) {
    return c === SPACE || c === NL || c === CR || c === TAB;
}
exports.isS = isS;
/**
 * Determines whether a codepoint matches the ``NAME_START_CHAR`` production.
 *
 * @param c The code point.
 *
 * @returns ``true`` if the codepoint matches ``NAME_START_CHAR``.
 */
function isNameStartChar(c) {
    return ((c >= 0x41 && c <= 0x5A) ||
        (c >= 0x61 && c <= 0x7A) ||
        c === 0x3A ||
        c === 0x5F ||
        c === 0x200C ||
        c === 0x200D ||
        (c >= 0xC0 && c <= 0xD6) ||
        (c >= 0xD8 && c <= 0xF6) ||
        (c >= 0x00F8 && c <= 0x02FF) ||
        (c >= 0x0370 && c <= 0x037D) ||
        (c >= 0x037F && c <= 0x1FFF) ||
        (c >= 0x2070 && c <= 0x218F) ||
        (c >= 0x2C00 && c <= 0x2FEF) ||
        (c >= 0x3001 && c <= 0xD7FF) ||
        (c >= 0xF900 && c <= 0xFDCF) ||
        (c >= 0xFDF0 && c <= 0xFFFD) ||
        (c >= 0x10000 && c <= 0xEFFFF));
}
exports.isNameStartChar = isNameStartChar;
/**
 * Determines whether a codepoint matches the ``NAME_CHAR`` production.
 *
 * @param c The code point.
 *
 * @returns ``true`` if the codepoint matches ``NAME_CHAR``.
 */
function isNameChar(c) {
    return isNameStartChar(c) ||
        (c >= 0x30 && c <= 0x39) ||
        c === 0x2D ||
        c === 0x2E ||
        c === 0xB7 ||
        (c >= 0x0300 && c <= 0x036F) ||
        (c >= 0x203F && c <= 0x2040);
}
exports.isNameChar = isNameChar;
//# sourceMappingURL=ed5.js.map

/***/ }),

/***/ 4488:
/***/ ((__unused_webpack_module, exports) => {


/**
 * Character classes and associated utilities for the 2nd edition of XML 1.1.
 *
 * @author Louis-Dominique Dubeau
 * @license MIT
 * @copyright Louis-Dominique Dubeau
 */
Object.defineProperty(exports, "__esModule", ({ value: true }));
//
// Fragments.
//
exports.CHAR = "\u0001-\uD7FF\uE000-\uFFFD\uD800\uDC00-\uDBFF\uDFFF";
exports.RESTRICTED_CHAR = "\u0001-\u0008\u000B\u000C\u000E-\u001F\u007F-\u0084\u0086-\u009F";
exports.S = " \t\r\n";
// tslint:disable-next-line:max-line-length
exports.NAME_START_CHAR = ":A-Z_a-z\u00C0-\u00D6\u00D8-\u00F6\u00F8-\u02FF\u0370-\u037D\u037F-\u1FFF\u200C\u200D\u2070-\u218F\u2C00-\u2FEF\u3001-\uD7FF\uF900-\uFDCF\uFDF0-\uFFFD\uD800\uDC00-\uDB7F\uDFFF";
exports.NAME_CHAR = "-" + exports.NAME_START_CHAR + ".0-9\u00B7\u0300-\u036F\u203F-\u2040";
//
// Regular expressions.
//
exports.CHAR_RE = new RegExp("^[" + exports.CHAR + "]$", "u");
exports.RESTRICTED_CHAR_RE = new RegExp("^[" + exports.RESTRICTED_CHAR + "]$", "u");
exports.S_RE = new RegExp("^[" + exports.S + "]+$", "u");
exports.NAME_START_CHAR_RE = new RegExp("^[" + exports.NAME_START_CHAR + "]$", "u");
exports.NAME_CHAR_RE = new RegExp("^[" + exports.NAME_CHAR + "]$", "u");
exports.NAME_RE = new RegExp("^[" + exports.NAME_START_CHAR + "][" + exports.NAME_CHAR + "]*$", "u");
exports.NMTOKEN_RE = new RegExp("^[" + exports.NAME_CHAR + "]+$", "u");
var TAB = 9;
var NL = 0xA;
var CR = 0xD;
var SPACE = 0x20;
//
// Lists.
//
/** All characters in the ``S`` production. */
exports.S_LIST = [SPACE, NL, CR, TAB];
/**
 * Determines whether a codepoint matches the ``CHAR`` production.
 *
 * @param c The code point.
 *
 * @returns ``true`` if the codepoint matches ``CHAR``.
 */
function isChar(c) {
    return (c >= 0x0001 && c <= 0xD7FF) ||
        (c >= 0xE000 && c <= 0xFFFD) ||
        (c >= 0x10000 && c <= 0x10FFFF);
}
exports.isChar = isChar;
/**
 * Determines whether a codepoint matches the ``RESTRICTED_CHAR`` production.
 *
 * @param c The code point.
 *
 * @returns ``true`` if the codepoint matches ``RESTRICTED_CHAR``.
 */
function isRestrictedChar(c) {
    return (c >= 0x1 && c <= 0x8) ||
        c === 0xB ||
        c === 0xC ||
        (c >= 0xE && c <= 0x1F) ||
        (c >= 0x7F && c <= 0x84) ||
        (c >= 0x86 && c <= 0x9F);
}
exports.isRestrictedChar = isRestrictedChar;
/**
 * Determines whether a codepoint matches the ``CHAR`` production and does not
 * match the ``RESTRICTED_CHAR`` production. ``isCharAndNotRestricted(x)`` is
 * equivalent to ``isChar(x) && !isRestrictedChar(x)``. This function is faster
 * than running the two-call equivalent.
 *
 * @param c The code point.
 *
 * @returns ``true`` if the codepoint matches ``CHAR`` and does not match
 * ``RESTRICTED_CHAR``.
 */
function isCharAndNotRestricted(c) {
    return (c === 0x9) ||
        (c === 0xA) ||
        (c === 0xD) ||
        (c > 0x1F && c < 0x7F) ||
        (c === 0x85) ||
        (c > 0x9F && c <= 0xD7FF) ||
        (c >= 0xE000 && c <= 0xFFFD) ||
        (c >= 0x10000 && c <= 0x10FFFF);
}
exports.isCharAndNotRestricted = isCharAndNotRestricted;
/**
 * Determines whether a codepoint matches the ``S`` (space) production.
 *
 * @param c The code point.
 *
 * @returns ``true`` if the codepoint matches ``S``.
 */
function isS(c) {
    return c === SPACE || c === NL || c === CR || c === TAB;
}
exports.isS = isS;
/**
 * Determines whether a codepoint matches the ``NAME_START_CHAR`` production.
 *
 * @param c The code point.
 *
 * @returns ``true`` if the codepoint matches ``NAME_START_CHAR``.
 */
// tslint:disable-next-line:cyclomatic-complexity
function isNameStartChar(c) {
    return ((c >= 0x41 && c <= 0x5A) ||
        (c >= 0x61 && c <= 0x7A) ||
        c === 0x3A ||
        c === 0x5F ||
        c === 0x200C ||
        c === 0x200D ||
        (c >= 0xC0 && c <= 0xD6) ||
        (c >= 0xD8 && c <= 0xF6) ||
        (c >= 0x00F8 && c <= 0x02FF) ||
        (c >= 0x0370 && c <= 0x037D) ||
        (c >= 0x037F && c <= 0x1FFF) ||
        (c >= 0x2070 && c <= 0x218F) ||
        (c >= 0x2C00 && c <= 0x2FEF) ||
        (c >= 0x3001 && c <= 0xD7FF) ||
        (c >= 0xF900 && c <= 0xFDCF) ||
        (c >= 0xFDF0 && c <= 0xFFFD) ||
        (c >= 0x10000 && c <= 0xEFFFF));
}
exports.isNameStartChar = isNameStartChar;
/**
 * Determines whether a codepoint matches the ``NAME_CHAR`` production.
 *
 * @param c The code point.
 *
 * @returns ``true`` if the codepoint matches ``NAME_CHAR``.
 */
function isNameChar(c) {
    return isNameStartChar(c) ||
        (c >= 0x30 && c <= 0x39) ||
        c === 0x2D ||
        c === 0x2E ||
        c === 0xB7 ||
        (c >= 0x0300 && c <= 0x036F) ||
        (c >= 0x203F && c <= 0x2040);
}
exports.isNameChar = isNameChar;
//# sourceMappingURL=ed2.js.map

/***/ }),

/***/ 5699:
/***/ ((__unused_webpack_module, exports) => {


/**
 * Character class utilities for XML NS 1.0 edition 3.
 *
 * @author Louis-Dominique Dubeau
 * @license MIT
 * @copyright Louis-Dominique Dubeau
 */
Object.defineProperty(exports, "__esModule", ({ value: true }));
//
// Fragments.
//
// tslint:disable-next-line:max-line-length
exports.NC_NAME_START_CHAR = "A-Z_a-z\u00C0-\u00D6\u00D8-\u00F6\u00F8-\u02FF\u0370-\u037D\u037F-\u1FFF\u200C-\u200D\u2070-\u218F\u2C00-\u2FEF\u3001-\uD7FF\uF900-\uFDCF\uFDF0-\uFFFD\uD800\uDC00-\uDB7F\uDFFF";
exports.NC_NAME_CHAR = "-" + exports.NC_NAME_START_CHAR + ".0-9\u00B7\u0300-\u036F\u203F-\u2040";
//
// Regular expressions.
//
exports.NC_NAME_START_CHAR_RE = new RegExp("^[" + exports.NC_NAME_START_CHAR + "]$", "u");
exports.NC_NAME_CHAR_RE = new RegExp("^[" + exports.NC_NAME_CHAR + "]$", "u");
exports.NC_NAME_RE = new RegExp("^[" + exports.NC_NAME_START_CHAR + "][" + exports.NC_NAME_CHAR + "]*$", "u");
/**
 * Determines whether a codepoint matches [[NC_NAME_START_CHAR]].
 *
 * @param c The code point.
 *
 * @returns ``true`` if the codepoint matches.
 */
// tslint:disable-next-line:cyclomatic-complexity
function isNCNameStartChar(c) {
    return ((c >= 0x41 && c <= 0x5A) ||
        c === 0x5F ||
        (c >= 0x61 && c <= 0x7A) ||
        (c >= 0xC0 && c <= 0xD6) ||
        (c >= 0xD8 && c <= 0xF6) ||
        (c >= 0x00F8 && c <= 0x02FF) ||
        (c >= 0x0370 && c <= 0x037D) ||
        (c >= 0x037F && c <= 0x1FFF) ||
        (c >= 0x200C && c <= 0x200D) ||
        (c >= 0x2070 && c <= 0x218F) ||
        (c >= 0x2C00 && c <= 0x2FEF) ||
        (c >= 0x3001 && c <= 0xD7FF) ||
        (c >= 0xF900 && c <= 0xFDCF) ||
        (c >= 0xFDF0 && c <= 0xFFFD) ||
        (c >= 0x10000 && c <= 0xEFFFF));
}
exports.isNCNameStartChar = isNCNameStartChar;
/**
 * Determines whether a codepoint matches [[NC_NAME_CHAR]].
 *
 * @param c The code point.
 *
 * @returns ``true`` if the codepoint matches.
 */
function isNCNameChar(c) {
    return isNCNameStartChar(c) ||
        (c === 0x2D ||
            c === 0x2E ||
            (c >= 0x30 && c <= 0x39) ||
            c === 0x00B7 ||
            (c >= 0x0300 && c <= 0x036F) ||
            (c >= 0x203F && c <= 0x2040));
}
exports.isNCNameChar = isNCNameChar;
//# sourceMappingURL=ed3.js.map

/***/ }),

/***/ 181:
/***/ ((module) => {

module.exports = __WEBPACK_EXTERNAL_createRequire(import.meta.url)("buffer");

/***/ }),

/***/ 3024:
/***/ ((module) => {

module.exports = __WEBPACK_EXTERNAL_createRequire(import.meta.url)("node:fs");

/***/ }),

/***/ 6760:
/***/ ((module) => {

module.exports = __WEBPACK_EXTERNAL_createRequire(import.meta.url)("node:path");

/***/ }),

/***/ 932:
/***/ ((module) => {

module.exports = __WEBPACK_EXTERNAL_createRequire(import.meta.url)("process");

/***/ }),

/***/ 2284:
/***/ ((__unused_webpack___webpack_module__, __webpack_exports__, __nccwpck_require__) => {

/* harmony export */ __nccwpck_require__.d(__webpack_exports__, {
/* harmony export */   g: () => (/* binding */ decodeText),
/* harmony export */   k: () => (/* binding */ ByteReader)
/* harmony export */ });
/* harmony import */ var _place_file_error_js__WEBPACK_IMPORTED_MODULE_0__ = __nccwpck_require__(3475);

/** Reads numbers and arrays from bytes, in order. Every read past the end throws a `PlaceFileError`. */
class ByteReader {
    #bytes;
    #view;
    #subject;
    #offset = 0;
    /** @param subject What the bytes are, as the start of a sentence. */
    constructor(bytes, subject) {
        this.#bytes = bytes;
        this.#view = new DataView(bytes.buffer, bytes.byteOffset, bytes.byteLength);
        this.#subject = subject;
    }
    get remaining() {
        return this.#bytes.length - this.#offset;
    }
    /** Moves past some bytes and returns where they start. */
    #advance(length) {
        if (length > this.remaining) {
            throw new _place_file_error_js__WEBPACK_IMPORTED_MODULE_0__/* .PlaceFileError */ .Y(`${this.#subject} is cut short: ${length} more bytes were expected, and ${this.remaining} are left.`);
        }
        const start = this.#offset;
        this.#offset += length;
        return start;
    }
    /** The next bytes, which stay part of the whole. */
    bytes(length) {
        const start = this.#advance(length);
        return this.#bytes.subarray(start, start + length);
    }
    u8() {
        return this.#view.getUint8(this.#advance(1));
    }
    u16() {
        return this.#view.getUint16(this.#advance(2), true);
    }
    u32() {
        return this.#view.getUint32(this.#advance(4), true);
    }
    i16() {
        return this.#view.getInt16(this.#advance(2), true);
    }
    i32() {
        return this.#view.getInt32(this.#advance(4), true);
    }
    f32() {
        return this.#view.getFloat32(this.#advance(4), true);
    }
    f64() {
        return this.#view.getFloat64(this.#advance(8), true);
    }
    f32s(count) {
        return Array.from({ length: count }, () => this.f32());
    }
    /** The bytes of a string, which its length precedes. */
    string() {
        return this.bytes(this.u32());
    }
    /** The text of a string; bytes that are not UTF-8 become U+FFFD. */
    text() {
        return decodeText(this.string());
    }
    /** A count of items that take at least `minBytes` each: one that cannot be true is refused before anything is allocated. */
    count(minBytes) {
        const count = this.u32();
        if (count * minBytes > this.remaining) {
            throw new _place_file_error_js__WEBPACK_IMPORTED_MODULE_0__/* .PlaceFileError */ .Y(`${this.#subject} claims ${count} items, and its remaining ${this.remaining} bytes cannot hold them.`);
        }
        return count;
    }
    /** Interleaved unsigned integers, big-endian: first the first bytes of all, then the second ones, and so on. */
    interleavedU32s(count) {
        const bytes = this.bytes(count * 4);
        const values = new Uint32Array(count);
        for (let index = 0; index < count; index++) {
            values[index] =
                ((bytes[index] ?? 0) << 24) |
                    ((bytes[index + count] ?? 0) << 16) |
                    ((bytes[index + count * 2] ?? 0) << 8) |
                    (bytes[index + count * 3] ?? 0);
        }
        return values;
    }
    /** Interleaved integers whose sign is in the lowest bit. */
    interleavedI32s(count) {
        const values = new Int32Array(this.interleavedU32s(count).buffer);
        for (let index = 0; index < count; index++) {
            const value = values[index] ?? 0;
            values[index] = (value >>> 1) ^ -(value & 1);
        }
        return values;
    }
    /** Interleaved floats whose sign is in the lowest bit. */
    interleavedF32s(count) {
        const values = this.interleavedU32s(count);
        for (let index = 0; index < count; index++) {
            const value = values[index] ?? 0;
            values[index] = (value >>> 1) | (value << 31);
        }
        return new Float32Array(values.buffer);
    }
    /** Interleaved integers of 64 bits whose sign is in the lowest bit. */
    interleavedI64s(count) {
        return this.interleavedRows(count, 8).map((row) => {
            const value = new DataView(row.buffer, row.byteOffset).getBigUint64(0);
            return BigInt.asIntN(64, (value >> 1n) ^ -(value & 1n));
        });
    }
    /** Interleaved rows of bytes. */
    interleavedRows(count, width) {
        const bytes = this.bytes(count * width);
        const rows = new Uint8Array(count * width);
        for (let column = 0; column < width; column++) {
            for (let row = 0; row < count; row++) {
                rows[row * width + column] = bytes[column * count + row] ?? 0;
            }
        }
        return Array.from({ length: count }, (_, row) => rows.subarray(row * width, (row + 1) * width));
    }
    /** Referents: each is stored as the difference to the one before. -1 refers to nothing. */
    referents(count) {
        const referents = this.interleavedI32s(count);
        for (let index = 1; index < count; index++) {
            referents[index] = (referents[index] ?? 0) + (referents[index - 1] ?? 0);
        }
        return referents;
    }
}
const decoder = new TextDecoder('utf-8', { ignoreBOM: true });
/** Bytes as text; those that are not UTF-8 become U+FFFD. */
function decodeText(bytes) {
    return decoder.decode(bytes);
}


/***/ }),

/***/ 3656:
/***/ ((__unused_webpack___webpack_module__, __webpack_exports__, __nccwpck_require__) => {

/* harmony export */ __nccwpck_require__.d(__webpack_exports__, {
/* harmony export */   d: () => (/* binding */ flattenTree)
/* harmony export */ });
/* harmony import */ var _instance_tree_js__WEBPACK_IMPORTED_MODULE_2__ = __nccwpck_require__(2064);
/* harmony import */ var _limits_js__WEBPACK_IMPORTED_MODULE_0__ = __nccwpck_require__(660);
/* harmony import */ var _place_file_error_js__WEBPACK_IMPORTED_MODULE_1__ = __nccwpck_require__(3475);



/**
 * Makes one list of a tree. References to instances outside of it are left out.
 *
 * @param ids Filled with the id of each node.
 */
function flattenTree(roots, budget, ids = new Map()) {
    const instances = [];
    const pending = roots.toReversed().map((node) => ({ node, parent: -1, depth: 1 }));
    for (let next = pending.pop(); next !== undefined; next = pending.pop()) {
        const { node, parent, depth } = next;
        if (depth > _limits_js__WEBPACK_IMPORTED_MODULE_0__/* .MAX_TREE_DEPTH */ .is) {
            throw new _place_file_error_js__WEBPACK_IMPORTED_MODULE_1__/* .PlaceFileError */ .Y(`Its instances are nested more than ${_limits_js__WEBPACK_IMPORTED_MODULE_0__/* .MAX_TREE_DEPTH */ .is} deep, which is not read.`);
        }
        const id = instances.length;
        ids.set(node, id);
        const { className, name, source, properties, attributes, tags, file } = node;
        instances.push({
            id,
            parent,
            className,
            name,
            ...(source === undefined ? {} : { source }),
            properties,
            attributes,
            tags,
            ...(file === undefined ? {} : { file }),
        });
        // Not `push(...)`: a node can have more children than a call can have arguments.
        for (const child of node.children.toReversed()) {
            pending.push({ node: child, parent: id, depth: depth + 1 });
        }
    }
    for (const [node, id] of ids) {
        for (const [name, target] of node.references ?? []) {
            const targetId = ids.get(target);
            const instance = instances[id];
            if (targetId !== undefined && instance !== undefined) {
                (0,_instance_tree_js__WEBPACK_IMPORTED_MODULE_2__/* .setField */ .x)(instance.properties, name, ['Ref', targetId]);
            }
        }
    }
    return { instances, warnings: budget.warnings };
}


/***/ }),

/***/ 2064:
/***/ ((__unused_webpack___webpack_module__, __webpack_exports__, __nccwpck_require__) => {

/* harmony export */ __nccwpck_require__.d(__webpack_exports__, {
/* harmony export */   RM: () => (/* binding */ createNode),
/* harmony export */   qu: () => (/* binding */ setReference),
/* harmony export */   x: () => (/* binding */ setField)
/* harmony export */ });
/** A node without children and properties. */
function createNode(className, name = className) {
    return {
        className,
        name,
        properties: {},
        attributes: {},
        tags: [],
        children: [],
    };
}
/** Makes a property of a node refer to another one. */
function setReference(node, name, target) {
    node.references ??= new Map();
    node.references.set(name, target);
}
/** Sets a field of a record, whatever its name: a file can name a property `__proto__`. */
function setField(record, name, value) {
    if (name === '__proto__') {
        Object.defineProperty(record, name, {
            value,
            enumerable: true,
            configurable: true,
            writable: true,
        });
    }
    else {
        record[name] = value;
    }
}


/***/ }),

/***/ 660:
/***/ ((__unused_webpack___webpack_module__, __webpack_exports__, __nccwpck_require__) => {

/* harmony export */ __nccwpck_require__.d(__webpack_exports__, {
/* harmony export */   Vi: () => (/* binding */ PlaceBudget),
/* harmony export */   cA: () => (/* binding */ MAX_INSTANCES),
/* harmony export */   du: () => (/* binding */ MAX_XML_ATTRIBUTES),
/* harmony export */   eB: () => (/* binding */ MAX_PROPERTY_ELEMENT_DEPTH),
/* harmony export */   gZ: () => (/* binding */ MAX_FILE_BYTES),
/* harmony export */   is: () => (/* binding */ MAX_TREE_DEPTH),
/* harmony export */   nD: () => (/* binding */ MAX_PROPERTY_ELEMENTS),
/* harmony export */   tK: () => (/* binding */ MAX_SHARED_STRING_BYTES)
/* harmony export */ });
/* unused harmony exports MAX_CHUNK_BYTES, MAX_EXPANDED_BYTES, MAX_VALUE_BYTES, MAX_WARNINGS */
/* harmony import */ var _place_file_error_js__WEBPACK_IMPORTED_MODULE_0__ = __nccwpck_require__(3475);

/** The largest place or model file that is read. Roblox refuses uploads over 100 MB. */
const MAX_FILE_BYTES = 200 * 1024 * 1024;
/** The largest size that one compressed chunk of a binary file may expand to. */
const MAX_CHUNK_BYTES = 256 * 1024 * 1024;
/** The largest size that all chunks of a binary file may expand to together. */
const MAX_EXPANDED_BYTES = 512 * 1024 * 1024;
/** How many instances a place or a project may have. */
const MAX_INSTANCES = 500_000;
/** How deep instances may be nested. */
const MAX_TREE_DEPTH = 1_000;
/** How deep elements may be nested within a property of an XML file. Roblox's types need three. */
const MAX_PROPERTY_ELEMENT_DEPTH = 8;
/** How many elements a property of an XML file may have. Roblox's types need twelve. */
const MAX_PROPERTY_ELEMENTS = 64;
/** How many attributes an element of an XML file may have. */
const MAX_XML_ATTRIBUTES = 64;
/** The size of all values together, as counted by `PlaceBudget`. */
const MAX_VALUE_BYTES = 768 * 1024 * 1024;
/**
 * A longer shared string is left out. Roblox shares meshes and physics data, which scripts cannot read, and copies of
 * them in each instance would not fit into memory.
 */
const MAX_SHARED_STRING_BYTES = 4 * 1024;
/** How many warnings one tree carries. */
const MAX_WARNINGS = 100;
/** Roughly what a value costs in memory besides its text. */
const VALUE_BYTES = 128;
/**
 * Counts what a file takes while it is read, and refuses what exceeds the bounds. Compressed data can claim far more
 * than it holds: nothing is allocated before it was counted.
 */
class PlaceBudget {
    warnings = [];
    #instances = 0;
    #valueBytes = 0;
    #expandedBytes = 0;
    addInstances(count) {
        this.#instances += count;
        if (this.#instances > MAX_INSTANCES) {
            throw new _place_file_error_js__WEBPACK_IMPORTED_MODULE_0__/* .PlaceFileError */ .Y(`It has more than the ${MAX_INSTANCES} instances that are read.`);
        }
    }
    addValues(count, textBytes = 0) {
        this.#valueBytes += count * VALUE_BYTES + textBytes;
        if (this.#valueBytes > MAX_VALUE_BYTES) {
            throw new _place_file_error_js__WEBPACK_IMPORTED_MODULE_0__/* .PlaceFileError */ .Y(`Its properties take more than the ${MAX_VALUE_BYTES} bytes that are read.`);
        }
    }
    addExpanded(bytes) {
        this.#expandedBytes += bytes;
        if (bytes > MAX_CHUNK_BYTES || this.#expandedBytes > MAX_EXPANDED_BYTES) {
            throw new _place_file_error_js__WEBPACK_IMPORTED_MODULE_0__/* .PlaceFileError */ .Y(`Its chunks expand to more than is read: ${MAX_CHUNK_BYTES} bytes each, ${MAX_EXPANDED_BYTES} together.`);
        }
    }
    /** Notes what is left out, once for each sentence. */
    warn(sentence) {
        if (this.warnings.length < MAX_WARNINGS && !this.warnings.includes(sentence)) {
            this.warnings.push(sentence);
        }
    }
}


/***/ }),

/***/ 3475:
/***/ ((__unused_webpack___webpack_module__, __webpack_exports__, __nccwpck_require__) => {

/* harmony export */ __nccwpck_require__.d(__webpack_exports__, {
/* harmony export */   T: () => (/* binding */ quoted),
/* harmony export */   Y: () => (/* binding */ PlaceFileError)
/* harmony export */ });
/** A place, model or project file that cannot be read. The message is a whole sentence, or several. */
class PlaceFileError extends Error {
    name = 'PlaceFileError';
}
/** Text from a file, quoted and cut so that it is safe in a message. */
function quoted(text) {
    const MAX_QUOTED_LENGTH = 80;
    return JSON.stringify(text.length > MAX_QUOTED_LENGTH ? `${text.slice(0, MAX_QUOTED_LENGTH)}…` : text);
}


/***/ }),

/***/ 1676:
/***/ ((__unused_webpack___webpack_module__, __webpack_exports__, __nccwpck_require__) => {


// EXPORTS
__nccwpck_require__.d(__webpack_exports__, {
  g: () => (/* binding */ readNodes),
  y: () => (/* binding */ readPlace)
});

// EXTERNAL MODULE: ./build/emulator/place/flatten.js
var flatten = __nccwpck_require__(3656);
// EXTERNAL MODULE: ./build/emulator/place/limits.js
var limits = __nccwpck_require__(660);
// EXTERNAL MODULE: ./build/emulator/place/place-file-error.js
var place_file_error = __nccwpck_require__(3475);
// EXTERNAL MODULE: ./build/emulator/place/values.js + 1 modules
var values = __nccwpck_require__(1205);
;// CONCATENATED MODULE: ./build/emulator/place/binary-values.js


/** The types of properties that are more than values: they refer to instances or to shared strings. */
const REFERENT_TYPE = 0x13;
const SHARED_STRING_TYPE = 0x1c;
/** The least that a keypoint of a sequence takes. */
const MIN_KEYPOINT_BYTES = 12;
/** Whether values of a type can have many parts: a sequence has as many keypoints as it says. */
function isSequenceType(type) {
    return type === 0x15 || type === 0x16;
}
/** Decodes values one by one. Loops are several times as fast as `Array.from`, and places have millions of values. */
function repeat(count, decode) {
    const values = [];
    for (let index = 0; index < count; index++)
        values.push(decode(index));
    return values;
}
/** Decodes values that follow each other whole. */
function each(decode) {
    return (reader, count) => repeat(count, () => decode(reader));
}
/** Decodes values of several numbers, of which first all first ones are stored, then all second ones, and so on. */
function columns(tag, read) {
    return (reader, count) => {
        const parts = read(reader, count);
        return repeat(count, (index) => [tag, parts.map((part) => (0,values/* plainNumber */.ku)(part[index] ?? 0))]);
    };
}
/** Decodes values of that many interleaved floats. */
function floatColumns(tag, width) {
    return columns(tag, (reader, count) => Array.from({ length: width }, () => reader.interleavedF32s(count)));
}
/** Keypoints of that many floats each, of which the first `kept` count. */
function readKeypoints(reader, width, kept) {
    return Array.from({ length: reader.count(width * 4) }, () => (0,values/* plainNumbers */.DO)(reader.f32s(width)).slice(0, kept));
}
const decodeCFrames = (reader, count) => {
    const rotations = Array.from({ length: count }, () => {
        const id = reader.u8();
        return id === 0 ? reader.f32s(9) : (0,values/* rotationOfId */.fC)(id);
    });
    const axes = [0, 1, 2].map(() => reader.interleavedF32s(count));
    return rotations.map((rotation, index) => [
        'CFrame',
        (0,values/* plainNumbers */.DO)([...axes.map((axis) => axis[index] ?? 0), ...rotation]),
    ]);
};
const decodeOptionalCFrames = (reader, count) => {
    if (reader.u8() !== 0x10) {
        throw new place_file_error/* PlaceFileError */.Y('An optional value is no CFrame, which is the only optional type.');
    }
    const cframes = decodeCFrames(reader, count);
    if (reader.u8() !== 0x02) {
        throw new place_file_error/* PlaceFileError */.Y('Optional CFrames are not followed by the booleans that they need.');
    }
    return cframes.map((cframe) => (reader.u8() === 0 ? undefined : cframe));
};
/** The first bit: there are custom properties. The second: they have an acoustic absorption. */
function decodePhysicalProperties(reader) {
    const flags = reader.u8();
    if ((flags & 1) === 0)
        return undefined;
    return ['PhysicalProperties', (0,values/* plainNumbers */.DO)(reader.f32s((flags & 2) === 0 ? 5 : 6))];
}
function decodeFont(reader) {
    const family = reader.text();
    const weight = reader.u16();
    const style = reader.u8();
    // The cached face: a file of Studio's.
    reader.string();
    return ['Font', [family, weight, style]];
}
/** Contents of URIs; those of objects, which files cannot have, are left out. */
const decodeContents = (reader, count) => {
    const sources = reader.interleavedU32s(count);
    const uriCount = reader.count(4);
    if (uriCount > count) {
        throw new place_file_error/* PlaceFileError */.Y(`There are ${uriCount} URIs for ${count} contents.`);
    }
    const uris = Array.from({ length: uriCount }, () => reader.text());
    reader.referents(reader.count(4));
    reader.referents(reader.count(4));
    let next = 0;
    return Array.from(sources, (source) => {
        if (source === 0)
            return ['Content', ''];
        if (source !== 1)
            return undefined;
        const uri = uris[next++];
        if (uri === undefined)
            throw new place_file_error/* PlaceFileError */.Y('There are fewer URIs than contents that have one.');
        return ['Content', uri];
    });
};
const decodeColorBytes = (reader, count) => {
    const [reds, greens, blues] = [reader.bytes(count), reader.bytes(count), reader.bytes(count)];
    return Array.from(reds, (red, index) => (0,values/* colorOfBytes */.EB)(red, greens[index] ?? 0, blues[index] ?? 0));
};
/**
 * Decoders by the number of the type.
 *
 * @see https://dom.rojo.space/binary
 */
const DECODERS = new Map([
    [0x01, each((reader) => reader.string())],
    [0x02, each((reader) => reader.u8() !== 0)],
    [0x03, (reader, count) => Array.from(reader.interleavedI32s(count))],
    [0x04, (reader, count) => Array.from(reader.interleavedF32s(count), values/* numberValue */.Vg)],
    [0x05, each((reader) => (0,values/* numberValue */.Vg)(reader.f64()))],
    [0x06, columns('UDim', (reader, n) => [reader.interleavedF32s(n), reader.interleavedI32s(n)])],
    [
        0x07,
        columns('UDim2', (reader, n) => {
            const scales = [reader.interleavedF32s(n), reader.interleavedF32s(n)];
            const offsets = [reader.interleavedI32s(n), reader.interleavedI32s(n)];
            return [scales[0], offsets[0], scales[1], offsets[1]];
        }),
    ],
    [0x08, each((reader) => ['Ray', (0,values/* plainNumbers */.DO)(reader.f32s(6))])],
    [0x09, each((reader) => ['Faces', reader.u8() & 0x3f])],
    [0x0a, each((reader) => ['Axes', reader.u8() & 0x07])],
    [
        0x0b,
        (reader, count) => Array.from(reader.interleavedU32s(count), (value) => ['BrickColor', value]),
    ],
    [0x0c, floatColumns('Color3', 3)],
    [0x0d, floatColumns('Vector2', 2)],
    [0x0e, floatColumns('Vector3', 3)],
    [0x10, decodeCFrames],
    [0x12, (reader, count) => Array.from(reader.interleavedU32s(count), (value) => ['Enum', value])],
    [0x14, each((reader) => ['Vector3int16', [reader.i16(), reader.i16(), reader.i16()]])],
    [0x15, each((reader) => ['NumberSequence', readKeypoints(reader, 3, 3)])],
    // The fifth number is an envelope that Roblox does not use.
    [0x16, each((reader) => ['ColorSequence', readKeypoints(reader, 5, 4)])],
    [0x17, each((reader) => ['NumberRange', (0,values/* plainNumbers */.DO)(reader.f32s(2))])],
    [0x18, floatColumns('Rect', 4)],
    [0x19, each(decodePhysicalProperties)],
    [0x1a, decodeColorBytes],
    [0x1b, (reader, count) => Array.from(reader.interleavedI64s(count), values/* int64Value */.Hb)],
    [0x1e, decodeOptionalCFrames],
    [
        0x1f,
        (reader, count) => reader
            .interleavedRows(count, 16)
            .map((row) => ['UniqueId', Buffer.from(row).toString('hex')]),
    ],
    [0x20, each(decodeFont)],
    [
        0x21,
        (reader, count) => Array.from(reader.interleavedI64s(count), (value) => [
            'SecurityCapabilities',
            String(BigInt.asUintN(64, value)),
        ]),
    ],
    [0x22, decodeContents],
]);
/**
 * Decodes the values of one property for all instances of a class.
 *
 * @returns Undefined for a type that is not known, or for compiled code (0x1d), which is never run.
 */
function decodeValues(reader, type, count) {
    // Every type takes at least a byte each: a large count with little data is refused here.
    if (count > reader.remaining) {
        throw new place_file_error/* PlaceFileError */.Y(`A property of ${count} instances has only ${reader.remaining} bytes of values.`);
    }
    return DECODERS.get(type)?.(reader, count);
}

// EXTERNAL MODULE: ./build/emulator/place/byte-reader.js
var byte_reader = __nccwpck_require__(2284);
// EXTERNAL MODULE: ./build/emulator/place/instance-tree.js
var instance_tree = __nccwpck_require__(2064);
;// CONCATENATED MODULE: ./build/emulator/place/lz4.js

/** No LZ4 block expands by more: a byte of a length adds at most 255 bytes. */
const MAX_LZ4_RATIO = 255;
function corrupt() {
    return new place_file_error/* PlaceFileError */.Y('A chunk is no valid LZ4 block.');
}
/**
 * Expands one LZ4 block, which is the format without frames. It is written out here because the packages of npm either
 * want frames, which place files do not have, or native code, or do not check the bounds of hostile data.
 *
 * @param length What the block expands to, exactly.
 * @see https://github.com/lz4/lz4/blob/dev/doc/lz4_Block_format.md
 */
function expandLz4(block, length) {
    const output = new Uint8Array(length);
    let from = 0;
    let to = 0;
    const readLength = (nibble) => {
        let total = nibble;
        for (let byte = nibble === 15 ? 255 : 0; byte === 255; total += byte) {
            if (from >= block.length)
                throw corrupt();
            byte = block[from++] ?? 0;
        }
        return total;
    };
    while (from < block.length) {
        const token = block[from++] ?? 0;
        const literals = readLength(token >> 4);
        if (literals > block.length - from || literals > length - to)
            throw corrupt();
        output.set(block.subarray(from, from + literals), to);
        from += literals;
        to += literals;
        // The last sequence has literals alone.
        if (from === block.length)
            break;
        if (from + 2 > block.length)
            throw corrupt();
        const distance = (block[from] ?? 0) | ((block[from + 1] ?? 0) << 8);
        from += 2;
        const matched = readLength(token & 15) + 4;
        if (distance === 0 || distance > to || matched > length - to)
            throw corrupt();
        // Byte by byte: a match may overlap what it writes.
        for (const end = to + matched; to < end; to++)
            output[to] = output[to - distance] ?? 0;
    }
    if (to !== length)
        throw corrupt();
    return output;
}

;// CONCATENATED MODULE: ./build/emulator/place/attributes.js




/** The least that an attribute takes: the length of its name, its type and a value of one byte. */
const MIN_ATTRIBUTE_BYTES = 6;
function readUDim(reader) {
    return [reader.f32(), reader.i32()];
}
function readCFrame(reader) {
    const position = reader.f32s(3);
    const id = reader.u8();
    return ['CFrame', (0,values/* plainNumbers */.DO)([...position, ...(id === 0 ? reader.f32s(9) : (0,values/* rotationOfId */.fC)(id))])];
}
function readFont(reader) {
    const weight = reader.u16();
    const style = reader.u8();
    const family = reader.text();
    // The cached face.
    reader.string();
    return ['Font', [family, weight, style]];
}
function readTweenInfo(reader) {
    const [time, delay] = [(0,values/* plainNumber */.ku)(reader.f32()), (0,values/* plainNumber */.ku)(reader.f32())];
    const [repeats, style, direction] = [reader.i32(), reader.u32(), reader.u32()];
    return ['TweenInfo', [time, style, direction, repeats, reader.u8() === 0 ? 0 : 1, delay]];
}
/** A sequence; each keypoint starts with its envelope, which Roblox uses for numbers only. */
function readSequence(reader, tag) {
    if (tag === 'ColorSequence') {
        return [tag, readKeypoints(reader, 5, 5).map((keypoint) => keypoint.slice(1))];
    }
    return [
        tag,
        readKeypoints(reader, 3, 3).map(([envelope = 0, time = 0, value = 0]) => [
            time,
            value,
            envelope,
        ]),
    ];
}
/**
 * Readers by the number of the type, which is another one than in place files.
 *
 * @see https://dom.rojo.space/attributes
 */
const READERS = new Map([
    [0x02, (reader) => (0,values/* stringValue */.r$)(reader.string())],
    [0x03, (reader) => reader.u8() !== 0],
    [0x04, (reader) => reader.i32()],
    [0x05, (reader) => (0,values/* numberValue */.Vg)(reader.f32())],
    [0x06, (reader) => (0,values/* numberValue */.Vg)(reader.f64())],
    [0x09, (reader) => ['UDim', (0,values/* plainNumbers */.DO)(readUDim(reader))]],
    [0x0a, (reader) => ['UDim2', (0,values/* plainNumbers */.DO)([...readUDim(reader), ...readUDim(reader)])]],
    [0x0e, (reader) => ['BrickColor', reader.u32()]],
    [0x0f, (reader) => ['Color3', (0,values/* plainNumbers */.DO)(reader.f32s(3))]],
    [0x10, (reader) => ['Vector2', (0,values/* plainNumbers */.DO)(reader.f32s(2))]],
    [0x11, (reader) => ['Vector3', (0,values/* plainNumbers */.DO)(reader.f32s(3))]],
    [0x14, readCFrame],
    [0x15, (reader) => ['EnumItem', [reader.text(), reader.u32()]]],
    [0x17, (reader) => readSequence(reader, 'NumberSequence')],
    [0x19, (reader) => readSequence(reader, 'ColorSequence')],
    [0x1b, (reader) => ['NumberRange', (0,values/* plainNumbers */.DO)(reader.f32s(2))]],
    [0x1c, (reader) => ['Rect', (0,values/* plainNumbers */.DO)(reader.f32s(4))]],
    [0x21, readFont],
    [0x22, readTweenInfo],
]);
/**
 * Reads the property `AttributesSerialize`. The format does not give the lengths of values, so that after a value of an
 * unknown type the attributes that follow are left out as well.
 */
function readAttributes(blob, budget) {
    const attributes = {};
    if (blob.length === 0)
        return attributes;
    const reader = new byte_reader/* ByteReader */.k(blob, 'The attributes of an instance');
    const count = reader.count(MIN_ATTRIBUTE_BYTES);
    // At most: keypoints of sequences take more bytes than attributes do at least.
    budget.addValues(Math.ceil(blob.length / MIN_ATTRIBUTE_BYTES));
    for (let index = 0; index < count; index++) {
        const name = reader.text();
        const type = reader.u8();
        const read = READERS.get(type);
        if (read === undefined) {
            budget.warn(`Attributes of the type 0x${type.toString(16)} are not known: they and those after them were left out.`);
            break;
        }
        (0,instance_tree/* setField */.x)(attributes, name, read(reader));
    }
    return attributes;
}

;// CONCATENATED MODULE: ./build/emulator/place/properties.js




/** Names in files and the names that scripts use, for all classes. Source: rbx-dom's patches of the API dump. */
const NAMES = {
    archivable: 'Archivable',
    DefinesCapabilities: 'Sandboxed',
};
/** The same for single classes; a name that they share is an alias in each of them. */
const NAMES_BY_CLASS = {
    BodyAngularVelocity: { angularvelocity: 'AngularVelocity', maxTorque: 'MaxTorque' },
    BodyForce: { force: 'Force' },
    BodyGyro: { cframe: 'CFrame', maxTorque: 'MaxTorque' },
    BodyPosition: { maxForce: 'MaxForce', position: 'Position' },
    BodyThrust: { force: 'Force', location: 'Location' },
    BodyVelocity: { maxForce: 'MaxForce', velocity: 'Velocity' },
    Camera: { CoordinateFrame: 'CFrame', focus: 'Focus' },
    Fire: { size: 'Size', size_xml: 'Size', heat_xml: 'Heat' },
    Humanoid: { Health_XML: 'Health' },
    Model: { ScaleFactor: 'Scale', WorldPivotData: 'WorldPivot' },
    Players: { MaxPlayersInternal: 'MaxPlayers', PreferredPlayersInternal: 'PreferredPlayers' },
    Smoke: {
        opacity_xml: 'Opacity',
        riseVelocity_xml: 'RiseVelocity',
        size_xml: 'Size',
    },
    Sound: { xmlRead_MaxDistance_3: 'MaxDistance', xmlRead_MinDistance_3: 'EmitterSize' },
    WeldConstraint: { Part0Internal: 'Part0', Part1Internal: 'Part1' },
};
/** The same for parts, whose classes are many. */
const NAMES_OF_PARTS = {
    brickColor: 'BrickColor',
    Color3uint8: 'Color',
    formFactor: 'FormFactor',
    formFactorRaw: 'FormFactor',
    shape: 'Shape',
    size: 'Size',
};
/** Classes that only have a pivot in common with `Model`. */
const MODEL_CLASSES = new Set(['Actor', 'WorldModel', 'Workspace']);
/** Properties that are BrickColors by their name alone. XML files have plain integers for them. */
const BRICK_COLORS = /^(?:BrickColor|TeamColor|(?:Head|Torso|(?:Left|Right)(?:Arm|Leg))Color)$/i;
/** The name by which scripts know a property of a file. */
function scriptName(className, name) {
    const byClass = NAMES_BY_CLASS[MODEL_CLASSES.has(className) ? 'Model' : className];
    // `Object.hasOwn`: a file can name a property `constructor`.
    for (const names of [byClass ?? {}, NAMES, NAMES_OF_PARTS]) {
        const found = Object.hasOwn(names, name) ? names[name] : undefined;
        if (found !== undefined)
            return found;
    }
    return name;
}
function isScript(className) {
    return className === 'Script' || className === 'LocalScript' || className === 'ModuleScript';
}
/** Sets a property that is nothing more than that. */
function valueSetter(className, name) {
    const isBrickColor = BRICK_COLORS.test(name) || (className === 'BrickColorValue' && name === 'Value');
    const field = scriptName(className, name);
    return (node, raw) => {
        if (raw === undefined)
            return;
        const value = raw instanceof Uint8Array ? (0,values/* stringValue */.r$)(raw) : raw;
        const isNumber = isBrickColor && typeof value === 'number';
        (0,instance_tree/* setField */.x)(node.properties, field, isNumber ? ['BrickColor', value] : value);
    };
}
/** Sets what has a place of its own and is a string in files. */
function bytesSetter(className, name, budget) {
    switch (name) {
        case 'Name':
            return (node, bytes) => {
                node.name = (0,byte_reader/* decodeText */.g)(bytes);
            };
        case 'Source':
            if (!isScript(className))
                return undefined;
            return (node, bytes) => {
                node.source = (0,byte_reader/* decodeText */.g)(bytes);
            };
        case 'AttributesSerialize':
            return (node, bytes) => {
                node.attributes = readAttributes(bytes, budget);
            };
        case 'Tags':
            return (node, bytes) => {
                // Counted before they are split: a small file can have millions of them.
                budget.addValues(bytes.reduce((count, byte) => (byte === 0 ? count + 1 : count), 1));
                node.tags = (0,byte_reader/* decodeText */.g)(bytes)
                    .split('\0')
                    .filter((tag) => tag !== '');
            };
        default:
            return undefined;
    }
}
/**
 * Decides where the values of a property of a class go. Name, code, attributes and tags have places of their own; names
 * and code that are not UTF-8 get U+FFFD for the wrong bytes.
 */
function propertySetter(className, name, budget) {
    const setBytes = bytesSetter(className, name, budget);
    const setValue = valueSetter(className, name);
    return (node, raw) => {
        if (!(raw instanceof Uint8Array)) {
            setValue(node, raw);
            return;
        }
        budget.addValues(0, raw.length);
        (setBytes ?? setValue)(node, raw);
    };
}

;// CONCATENATED MODULE: external "node:zlib"
const external_node_zlib_namespaceObject = __WEBPACK_EXTERNAL_createRequire(import.meta.url)("node:zlib");
var external_node_zlib_namespaceObject_0 = /*#__PURE__*/__nccwpck_require__.t(external_node_zlib_namespaceObject, 2);
;// CONCATENATED MODULE: ./node_modules/fzstd/esm/index.mjs
// Some numerical data is initialized as -1 even when it doesn't need initialization to help the JIT infer types
// aliases for shorter compressed code (most minifers don't do this)
var ab = ArrayBuffer, u8 = Uint8Array, u16 = Uint16Array, i16 = Int16Array, u32 = (/* unused pure expression or super */ null && (Uint32Array)), i32 = Int32Array;
var slc = function (v, s, e) {
    if (u8.prototype.slice)
        return u8.prototype.slice.call(v, s, e);
    if (s == null || s < 0)
        s = 0;
    if (e == null || e > v.length)
        e = v.length;
    var n = new u8(e - s);
    n.set(v.subarray(s, e));
    return n;
};
var fill = function (v, n, s, e) {
    if (u8.prototype.fill)
        return u8.prototype.fill.call(v, n, s, e);
    if (s == null || s < 0)
        s = 0;
    if (e == null || e > v.length)
        e = v.length;
    for (; s < e; ++s)
        v[s] = n;
    return v;
};
var cpw = function (v, t, s, e) {
    if (u8.prototype.copyWithin)
        return u8.prototype.copyWithin.call(v, t, s, e);
    if (s == null || s < 0)
        s = 0;
    if (e == null || e > v.length)
        e = v.length;
    while (s < e) {
        v[t++] = v[s++];
    }
};
/**
 * Codes for errors generated within this library
 */
var ZstdErrorCode = {
    InvalidData: 0,
    WindowSizeTooLarge: 1,
    InvalidBlockType: 2,
    FSEAccuracyTooHigh: 3,
    DistanceTooFarBack: 4,
    UnexpectedEOF: 5
};
// error codes
var ec = [
    'invalid zstd data',
    'window size too large (>2046MB)',
    'invalid block type',
    'FSE accuracy too high',
    'match distance too far back',
    'unexpected EOF'
];
var err = function (ind, msg, nt) {
    var e = new Error(msg || ec[ind]);
    e.code = ind;
    if (Error.captureStackTrace)
        Error.captureStackTrace(e, err);
    if (!nt)
        throw e;
    return e;
};
var rb = function (d, b, n) {
    var i = 0, o = 0;
    for (; i < n; ++i)
        o |= d[b++] << (i << 3);
    return o;
};
var b4 = function (d, b) { return (d[b] | (d[b + 1] << 8) | (d[b + 2] << 16) | (d[b + 3] << 24)) >>> 0; };
// read Zstandard frame header
var rzfh = function (dat, w) {
    var n3 = dat[0] | (dat[1] << 8) | (dat[2] << 16);
    if (n3 == 0x2FB528 && dat[3] == 253) {
        // Zstandard
        var flg = dat[4];
        //    single segment       checksum             dict flag     frame content flag
        var ss = (flg >> 5) & 1, cc = (flg >> 2) & 1, df = flg & 3, fcf = flg >> 6;
        if (flg & 8)
            err(0);
        // byte
        var bt = 6 - ss;
        // dict bytes
        var db = df == 3 ? 4 : df;
        // dictionary id
        var di = rb(dat, bt, db);
        bt += db;
        // frame size bytes
        var fsb = fcf ? (1 << fcf) : ss;
        // frame source size
        var fss = rb(dat, bt, fsb) + ((fcf == 1) && 256);
        // window size
        var ws = fss;
        if (!ss) {
            // window descriptor
            var wb = 1 << (10 + (dat[5] >> 3));
            ws = wb + (wb >> 3) * (dat[5] & 7);
        }
        if (ws > 2145386496)
            err(1);
        var buf = new u8((w == 1 ? (fss || ws) : w ? 0 : ws) + 12);
        buf[0] = 1, buf[4] = 4, buf[8] = 8;
        return {
            b: bt + fsb,
            y: 0,
            l: 0,
            d: di,
            w: (w && w != 1) ? w : buf.subarray(12),
            e: ws,
            o: new i32(buf.buffer, 0, 3),
            u: fss,
            c: cc,
            m: Math.min(131072, ws)
        };
    }
    else if (((n3 >> 4) | (dat[3] << 20)) == 0x184D2A5) {
        // skippable
        return b4(dat, 4) + 8;
    }
    err(0);
};
// most significant bit for nonzero
var msb = function (val) {
    var bits = 0;
    for (; (1 << bits) <= val; ++bits)
        ;
    return bits - 1;
};
// read finite state entropy
var rfse = function (dat, bt, mal) {
    // table pos
    var tpos = (bt << 3) + 4;
    // accuracy log
    var al = (dat[bt] & 15) + 5;
    if (al > mal)
        err(3);
    // size
    var sz = 1 << al;
    // probabilities symbols  repeat   index   high threshold
    var probs = sz, sym = -1, re = -1, i = -1, ht = sz;
    // optimization: single allocation is much faster
    var buf = new ab(512 + (sz << 2));
    var freq = new i16(buf, 0, 256);
    // same view as freq
    var dstate = new u16(buf, 0, 256);
    var nstate = new u16(buf, 512, sz);
    var bb1 = 512 + (sz << 1);
    var syms = new u8(buf, bb1, sz);
    var nbits = new u8(buf, bb1 + sz);
    while (sym < 255 && probs > 0) {
        var bits = msb(probs + 1);
        var cbt = tpos >> 3;
        // mask
        var msk = (1 << (bits + 1)) - 1;
        var val = ((dat[cbt] | (dat[cbt + 1] << 8) | (dat[cbt + 2] << 16)) >> (tpos & 7)) & msk;
        // mask (1 fewer bit)
        var msk1fb = (1 << bits) - 1;
        // max small value
        var msv = msk - probs - 1;
        // small value
        var sval = val & msk1fb;
        if (sval < msv)
            tpos += bits, val = sval;
        else {
            tpos += bits + 1;
            if (val > msk1fb)
                val -= msv;
        }
        freq[++sym] = --val;
        if (val == -1) {
            probs += val;
            syms[--ht] = sym;
        }
        else
            probs -= val;
        if (!val) {
            do {
                // repeat byte
                var rbt = tpos >> 3;
                re = ((dat[rbt] | (dat[rbt + 1] << 8)) >> (tpos & 7)) & 3;
                tpos += 2;
                sym += re;
            } while (re == 3);
        }
    }
    if (sym > 255 || probs)
        err(0);
    var sympos = 0;
    // sym step (coprime with sz - formula from zstd source)
    var sstep = (sz >> 1) + (sz >> 3) + 3;
    // sym mask
    var smask = sz - 1;
    for (var s = 0; s <= sym; ++s) {
        var sf = freq[s];
        if (sf < 1) {
            dstate[s] = -sf;
            continue;
        }
        // This is split into two loops in zstd to avoid branching, but as JS is higher-level that is unnecessary
        for (i = 0; i < sf; ++i) {
            syms[sympos] = s;
            do {
                sympos = (sympos + sstep) & smask;
            } while (sympos >= ht);
        }
    }
    // After spreading symbols, should be zero again
    if (sympos)
        err(0);
    for (i = 0; i < sz; ++i) {
        // next state
        var ns = dstate[syms[i]]++;
        // num bits
        var nb = nbits[i] = al - msb(ns);
        nstate[i] = (ns << nb) - sz;
    }
    return [(tpos + 7) >> 3, {
            b: al,
            s: syms,
            n: nbits,
            t: nstate
        }];
};
// read huffman
var rhu = function (dat, bt) {
    //  index  weight count
    var i = 0, wc = -1;
    //    buffer             header byte
    var buf = new u8(292), hb = dat[bt];
    // huffman weights
    var hw = buf.subarray(0, 256);
    // rank count
    var rc = buf.subarray(256, 268);
    // rank index
    var ri = new u16(buf.buffer, 268);
    // NOTE: at this point bt is 1 less than expected
    if (hb < 128) {
        // end byte, fse decode table
        var _a = rfse(dat, bt + 1, 6), ebt = _a[0], fdt = _a[1];
        bt += hb;
        var epos = ebt << 3;
        // last byte
        var lb = dat[bt];
        if (!lb)
            err(0);
        //  state1   state2   state1 bits   state2 bits
        var st1 = 0, st2 = 0, btr1 = fdt.b, btr2 = btr1;
        // fse pos
        // pre-increment to account for original deficit of 1
        var fpos = (++bt << 3) - 8 + msb(lb);
        for (;;) {
            fpos -= btr1;
            if (fpos < epos)
                break;
            var cbt = fpos >> 3;
            st1 += ((dat[cbt] | (dat[cbt + 1] << 8)) >> (fpos & 7)) & ((1 << btr1) - 1);
            hw[++wc] = fdt.s[st1];
            fpos -= btr2;
            if (fpos < epos)
                break;
            cbt = fpos >> 3;
            st2 += ((dat[cbt] | (dat[cbt + 1] << 8)) >> (fpos & 7)) & ((1 << btr2) - 1);
            hw[++wc] = fdt.s[st2];
            btr1 = fdt.n[st1];
            st1 = fdt.t[st1];
            btr2 = fdt.n[st2];
            st2 = fdt.t[st2];
        }
        if (++wc > 255)
            err(0);
    }
    else {
        wc = hb - 127;
        for (; i < wc; i += 2) {
            var byte = dat[++bt];
            hw[i] = byte >> 4;
            hw[i + 1] = byte & 15;
        }
        ++bt;
    }
    // weight exponential sum
    var wes = 0;
    for (i = 0; i < wc; ++i) {
        var wt = hw[i];
        // bits must be at most 11, same as weight
        if (wt > 11)
            err(0);
        wes += wt && (1 << (wt - 1));
    }
    // max bits
    var mb = msb(wes) + 1;
    // table size
    var ts = 1 << mb;
    // remaining sum
    var rem = ts - wes;
    // must be power of 2
    if (rem & (rem - 1))
        err(0);
    hw[wc++] = msb(rem) + 1;
    for (i = 0; i < wc; ++i) {
        var wt = hw[i];
        ++rc[hw[i] = wt && (mb + 1 - wt)];
    }
    // huf buf
    var hbuf = new u8(ts << 1);
    //    symbols                      num bits
    var syms = hbuf.subarray(0, ts), nb = hbuf.subarray(ts);
    ri[mb] = 0;
    for (i = mb; i > 0; --i) {
        var pv = ri[i];
        fill(nb, i, pv, ri[i - 1] = pv + rc[i] * (1 << (mb - i)));
    }
    if (ri[0] != ts)
        err(0);
    for (i = 0; i < wc; ++i) {
        var bits = hw[i];
        if (bits) {
            var code = ri[bits];
            fill(syms, i, code, ri[bits] = code + (1 << (mb - bits)));
        }
    }
    return [bt, {
            n: nb,
            b: mb,
            s: syms
        }];
};
// Tables generated using this:
// https://gist.github.com/101arrowz/a979452d4355992cbf8f257cbffc9edd
// default literal length table
var dllt = /*#__PURE__*/ rfse(/*#__PURE__*/ new u8([
    81, 16, 99, 140, 49, 198, 24, 99, 12, 33, 196, 24, 99, 102, 102, 134, 70, 146, 4
]), 0, 6)[1];
// default match length table
var dmlt = /*#__PURE__*/ rfse(/*#__PURE__*/ new u8([
    33, 20, 196, 24, 99, 140, 33, 132, 16, 66, 8, 33, 132, 16, 66, 8, 33, 68, 68, 68, 68, 68, 68, 68, 68, 36, 9
]), 0, 6)[1];
// default offset code table
var doct = /*#__PURE__ */ rfse(/*#__PURE__*/ new u8([
    32, 132, 16, 66, 102, 70, 68, 68, 68, 68, 36, 73, 2
]), 0, 5)[1];
// bits to baseline
var b2bl = function (b, s) {
    var len = b.length, bl = new i32(len);
    for (var i = 0; i < len; ++i) {
        bl[i] = s;
        s += 1 << b[i];
    }
    return bl;
};
// literal length bits
var llb = /*#__PURE__ */ new u8(( /*#__PURE__ */new i32([
    0, 0, 0, 0, 16843009, 50528770, 134678020, 202050057, 269422093
])).buffer, 0, 36);
// literal length baseline
var llbl = /*#__PURE__ */ b2bl(llb, 0);
// match length bits
var mlb = /*#__PURE__ */ new u8(( /*#__PURE__ */new i32([
    0, 0, 0, 0, 0, 0, 0, 0, 16843009, 50528770, 117769220, 185207048, 252579084, 16
])).buffer, 0, 53);
// match length baseline
var mlbl = /*#__PURE__ */ b2bl(mlb, 3);
// decode huffman stream
var dhu = function (dat, out, hu) {
    var len = dat.length, ss = out.length, lb = dat[len - 1], msk = (1 << hu.b) - 1, eb = -hu.b;
    if (!lb)
        err(0);
    var st = 0, btr = hu.b, pos = (len << 3) - 8 + msb(lb) - btr, i = -1;
    for (; pos > eb && i < ss;) {
        var cbt = pos >> 3;
        var val = (dat[cbt] | (dat[cbt + 1] << 8) | (dat[cbt + 2] << 16)) >> (pos & 7);
        st = ((st << btr) | val) & msk;
        out[++i] = hu.s[st];
        pos -= (btr = hu.n[st]);
    }
    if (pos != eb || i + 1 != ss)
        err(0);
};
// decode huffman stream 4x
// TODO: use workers to parallelize
var dhu4 = function (dat, out, hu) {
    var bt = 6;
    var ss = out.length, sz1 = (ss + 3) >> 2, sz2 = sz1 << 1, sz3 = sz1 + sz2;
    dhu(dat.subarray(bt, bt += dat[0] | (dat[1] << 8)), out.subarray(0, sz1), hu);
    dhu(dat.subarray(bt, bt += dat[2] | (dat[3] << 8)), out.subarray(sz1, sz2), hu);
    dhu(dat.subarray(bt, bt += dat[4] | (dat[5] << 8)), out.subarray(sz2, sz3), hu);
    dhu(dat.subarray(bt), out.subarray(sz3), hu);
};
// read Zstandard block
var rzb = function (dat, st, out) {
    var _a;
    var bt = st.b;
    //    byte 0        block type
    var b0 = dat[bt], btype = (b0 >> 1) & 3;
    st.l = b0 & 1;
    var sz = (b0 >> 3) | (dat[bt + 1] << 5) | (dat[bt + 2] << 13);
    // end byte for block
    var ebt = (bt += 3) + sz;
    if (btype == 1) {
        if (bt >= dat.length)
            return;
        st.b = bt + 1;
        if (out) {
            fill(out, dat[bt], st.y, st.y += sz);
            return out;
        }
        return fill(new u8(sz), dat[bt]);
    }
    if (ebt > dat.length)
        return;
    if (btype == 0) {
        st.b = ebt;
        if (out) {
            out.set(dat.subarray(bt, ebt), st.y);
            st.y += sz;
            return out;
        }
        return slc(dat, bt, ebt);
    }
    if (btype == 2) {
        //    byte 3        lit btype     size format
        var b3 = dat[bt], lbt = b3 & 3, sf = (b3 >> 2) & 3;
        // lit src size  lit cmp sz 4 streams
        var lss = b3 >> 4, lcs = 0, s4 = 0;
        if (lbt < 2) {
            if (sf & 1)
                lss |= (dat[++bt] << 4) | ((sf & 2) && (dat[++bt] << 12));
            else
                lss = b3 >> 3;
        }
        else {
            s4 = sf;
            if (sf < 2)
                lss |= ((dat[++bt] & 63) << 4), lcs = (dat[bt] >> 6) | (dat[++bt] << 2);
            else if (sf == 2)
                lss |= (dat[++bt] << 4) | ((dat[++bt] & 3) << 12), lcs = (dat[bt] >> 2) | (dat[++bt] << 6);
            else
                lss |= (dat[++bt] << 4) | ((dat[++bt] & 63) << 12), lcs = (dat[bt] >> 6) | (dat[++bt] << 2) | (dat[++bt] << 10);
        }
        ++bt;
        // add literals to end - can never overlap with backreferences because unused literals always appended
        var buf = out ? out.subarray(st.y, st.y + st.m) : new u8(st.m);
        // starting point for literals
        var spl = buf.length - lss;
        if (lbt == 0)
            buf.set(dat.subarray(bt, bt += lss), spl);
        else if (lbt == 1)
            fill(buf, dat[bt++], spl);
        else {
            // huffman table
            var hu = st.h;
            if (lbt == 2) {
                var hud = rhu(dat, bt);
                // subtract description length
                lcs += bt - (bt = hud[0]);
                st.h = hu = hud[1];
            }
            else if (!hu)
                err(0);
            (s4 ? dhu4 : dhu)(dat.subarray(bt, bt += lcs), buf.subarray(spl), hu);
        }
        // num sequences
        var ns = dat[bt++];
        if (ns) {
            if (ns == 255)
                ns = (dat[bt++] | (dat[bt++] << 8)) + 0x7F00;
            else if (ns > 127)
                ns = ((ns - 128) << 8) | dat[bt++];
            // symbol compression modes
            var scm = dat[bt++];
            if (scm & 3)
                err(0);
            var dts = [dmlt, doct, dllt];
            for (var i = 2; i > -1; --i) {
                var md = (scm >> ((i << 1) + 2)) & 3;
                if (md == 1) {
                    // rle buf
                    var rbuf = new u8([0, 0, dat[bt++]]);
                    dts[i] = {
                        s: rbuf.subarray(2, 3),
                        n: rbuf.subarray(0, 1),
                        t: new u16(rbuf.buffer, 0, 1),
                        b: 0
                    };
                }
                else if (md == 2) {
                    // accuracy log 8 for offsets, 9 for others
                    _a = rfse(dat, bt, 9 - (i & 1)), bt = _a[0], dts[i] = _a[1];
                }
                else if (md == 3) {
                    if (!st.t)
                        err(0);
                    dts[i] = st.t[i];
                }
            }
            var _b = st.t = dts, mlt = _b[0], oct = _b[1], llt = _b[2];
            var lb = dat[ebt - 1];
            if (!lb)
                err(0);
            var spos = (ebt << 3) - 8 + msb(lb) - llt.b, cbt = spos >> 3, oubt = 0;
            var lst = ((dat[cbt] | (dat[cbt + 1] << 8)) >> (spos & 7)) & ((1 << llt.b) - 1);
            cbt = (spos -= oct.b) >> 3;
            var ost = ((dat[cbt] | (dat[cbt + 1] << 8)) >> (spos & 7)) & ((1 << oct.b) - 1);
            cbt = (spos -= mlt.b) >> 3;
            var mst = ((dat[cbt] | (dat[cbt + 1] << 8)) >> (spos & 7)) & ((1 << mlt.b) - 1);
            for (++ns; --ns;) {
                var llc = llt.s[lst];
                var lbtr = llt.n[lst];
                var mlc = mlt.s[mst];
                var mbtr = mlt.n[mst];
                var ofc = oct.s[ost];
                var obtr = oct.n[ost];
                cbt = (spos -= ofc) >> 3;
                var ofp = 1 << ofc;
                var off = ofp + (((dat[cbt] | (dat[cbt + 1] << 8) | (dat[cbt + 2] << 16) | (dat[cbt + 3] << 24)) >>> (spos & 7)) & (ofp - 1));
                cbt = (spos -= mlb[mlc]) >> 3;
                var ml = mlbl[mlc] + (((dat[cbt] | (dat[cbt + 1] << 8) | (dat[cbt + 2] << 16)) >> (spos & 7)) & ((1 << mlb[mlc]) - 1));
                cbt = (spos -= llb[llc]) >> 3;
                var ll = llbl[llc] + (((dat[cbt] | (dat[cbt + 1] << 8) | (dat[cbt + 2] << 16)) >> (spos & 7)) & ((1 << llb[llc]) - 1));
                cbt = (spos -= lbtr) >> 3;
                lst = llt.t[lst] + (((dat[cbt] | (dat[cbt + 1] << 8)) >> (spos & 7)) & ((1 << lbtr) - 1));
                cbt = (spos -= mbtr) >> 3;
                mst = mlt.t[mst] + (((dat[cbt] | (dat[cbt + 1] << 8)) >> (spos & 7)) & ((1 << mbtr) - 1));
                cbt = (spos -= obtr) >> 3;
                ost = oct.t[ost] + (((dat[cbt] | (dat[cbt + 1] << 8)) >> (spos & 7)) & ((1 << obtr) - 1));
                if (off > 3) {
                    st.o[2] = st.o[1];
                    st.o[1] = st.o[0];
                    st.o[0] = off -= 3;
                }
                else {
                    var idx = off - (ll != 0);
                    if (idx) {
                        off = idx == 3 ? st.o[0] - 1 : st.o[idx];
                        if (idx > 1)
                            st.o[2] = st.o[1];
                        st.o[1] = st.o[0];
                        st.o[0] = off;
                    }
                    else
                        off = st.o[0];
                }
                for (var i = 0; i < ll; ++i) {
                    buf[oubt + i] = buf[spl + i];
                }
                oubt += ll, spl += ll;
                var stin = oubt - off;
                if (stin < 0) {
                    var len = -stin;
                    var bs = st.e + stin;
                    if (len > ml)
                        len = ml;
                    for (var i = 0; i < len; ++i) {
                        buf[oubt + i] = st.w[bs + i];
                    }
                    oubt += len, ml -= len, stin = 0;
                }
                for (var i = 0; i < ml; ++i) {
                    buf[oubt + i] = buf[stin + i];
                }
                oubt += ml;
            }
            if (oubt != spl) {
                while (spl < buf.length) {
                    buf[oubt++] = buf[spl++];
                }
            }
            else
                oubt = buf.length;
            if (out)
                st.y += oubt;
            else
                buf = slc(buf, 0, oubt);
        }
        else if (out) {
            st.y += lss;
            if (spl) {
                for (var i = 0; i < lss; ++i) {
                    buf[i] = buf[spl + i];
                }
            }
        }
        else if (spl)
            buf = slc(buf, spl);
        st.b = ebt;
        return buf;
    }
    err(2);
};
// concat
var cct = function (bufs, ol) {
    if (bufs.length == 1)
        return bufs[0];
    var buf = new u8(ol);
    for (var i = 0, b = 0; i < bufs.length; ++i) {
        var chk = bufs[i];
        buf.set(chk, b);
        b += chk.length;
    }
    return buf;
};
/**
 * Decompresses Zstandard data
 * @param dat The input data
 * @param buf The output buffer. If unspecified, the function will allocate
 *            exactly enough memory to fit the decompressed data. If your
 *            data has multiple frames and you know the output size, specifying
 *            it will yield better performance.
 * @returns The decompressed data
 */
function decompress(dat, buf) {
    var bufs = [], nb = +!buf;
    var bt = 0, ol = 0;
    for (; dat.length;) {
        var st = rzfh(dat, nb || buf);
        if (typeof st == 'object') {
            if (nb) {
                buf = null;
                if (st.w.length == st.u) {
                    bufs.push(buf = st.w);
                    ol += st.u;
                }
            }
            else {
                bufs.push(buf);
                st.e = 0;
            }
            for (; !st.l;) {
                var blk = rzb(dat, st, buf);
                if (!blk)
                    err(5);
                if (buf)
                    st.e = st.y;
                else {
                    bufs.push(blk);
                    ol += blk.length;
                    cpw(st.w, 0, blk.length);
                    st.w.set(blk, st.w.length - blk.length);
                }
            }
            bt = st.b + (st.c * 4);
        }
        else
            bt = st;
        dat = dat.subarray(bt);
    }
    return cct(bufs, ol);
}
/**
 * Decompressor for Zstandard streamed data
 */
var Decompress = /*#__PURE__*/ ((/* unused pure expression or super */ null && (function () {
    /**
     * Creates a Zstandard decompressor
     * @param ondata The handler for stream data
     */
    function Decompress(ondata) {
        this.ondata = ondata;
        this.c = [];
        this.l = 0;
        this.z = 0;
    }
    /**
     * Pushes data to be decompressed
     * @param chunk The chunk of data to push
     * @param final Whether or not this is the last chunk in the stream
     */
    Decompress.prototype.push = function (chunk, final) {
        if (typeof this.s == 'number') {
            var sub = Math.min(chunk.length, this.s);
            chunk = chunk.subarray(sub);
            this.s -= sub;
        }
        var sl = chunk.length;
        var ncs = sl + this.l;
        if (!this.s) {
            if (final) {
                if (!ncs) {
                    this.ondata(new u8(0), true);
                    return;
                }
                // min for frame + one block
                if (ncs < 5)
                    err(5);
            }
            else if (ncs < 18) {
                this.c.push(chunk);
                this.l = ncs;
                return;
            }
            if (this.l) {
                this.c.push(chunk);
                chunk = cct(this.c, ncs);
                this.c = [];
                this.l = 0;
            }
            if (typeof (this.s = rzfh(chunk)) == 'number')
                return this.push(chunk, final);
        }
        if (typeof this.s != 'number') {
            if (ncs < (this.z || 3)) {
                if (final)
                    err(5);
                this.c.push(chunk);
                this.l = ncs;
                return;
            }
            if (this.l) {
                this.c.push(chunk);
                chunk = cct(this.c, ncs);
                this.c = [];
                this.l = 0;
            }
            if (!this.z && ncs < (this.z = (chunk[this.s.b] & 2) ? 4 : 3 + ((chunk[this.s.b] >> 3) | (chunk[this.s.b + 1] << 5) | (chunk[this.s.b + 2] << 13)))) {
                if (final)
                    err(5);
                this.c.push(chunk);
                this.l = ncs;
                return;
            }
            else
                this.z = 0;
            for (;;) {
                var blk = rzb(chunk, this.s);
                if (!blk) {
                    if (final)
                        err(5);
                    var adc = chunk.subarray(this.s.b);
                    this.s.b = 0;
                    this.c.push(adc), this.l += adc.length;
                    return;
                }
                else {
                    this.ondata(blk, false);
                    cpw(this.s.w, 0, blk.length);
                    this.s.w.set(blk, this.s.w.length - blk.length);
                }
                if (this.s.l) {
                    var rest = chunk.subarray(this.s.b);
                    this.s = this.s.c * 4;
                    this.push(rest, final);
                    return;
                }
            }
        }
        else if (final)
            err(5);
    };
    return Decompress;
}())));


;// CONCATENATED MODULE: ./build/emulator/place/zstd.js



/** How every frame starts. */
const MAGIC = [0x28, 0xb5, 0x2f, 0xfd];
/** Node's own, from 22.15 on; undefined before. */
const expandWithZlib = "zstdDecompressSync" in external_node_zlib_namespaceObject_0
    ? (data, length) => external_node_zlib_namespaceObject.zstdDecompressSync(data, { maxOutputLength: Math.max(1, length) })
    : undefined;
/**
 * In JavaScript. It writes into a buffer of the right size and drops what does not fit, but only at the end of all blocks:
 * so there may be no more blocks than an encoder makes of so many bytes.
 */
const expandWithFzstd = (data, length) => {
    const maxBlocks = MAX_EXTRA_BLOCKS + Math.ceil(length / MIN_BLOCK_BYTES);
    if (countBlocks(data) > maxBlocks) {
        throw new RangeError(`There are more than ${maxBlocks} blocks.`);
    }
    return decompress(data, new Uint8Array(length));
};
/** Encoders make blocks of 128 KiB, and split some of them. A block of a few bytes can expand to 128 KiB. */
const MIN_BLOCK_BYTES = 4_096;
/** Short data may have several blocks, too. */
const MAX_EXTRA_BLOCKS = 64;
/** Counts the blocks of all frames (RFC 8878, section 3.1). What is cut short or is no frame ends the count. */
function countBlocks(data) {
    const view = new DataView(data.buffer, data.byteOffset, data.byteLength);
    let count = 0;
    let at = 0;
    while (at + 8 < data.length) {
        if ((view.getUint32(at, true) & SKIPPABLE_MASK) >>> 0 === SKIPPABLE) {
            at += 8 + view.getUint32(at + 4, true);
            continue;
        }
        const descriptor = view.getUint8(at + 4);
        const isSingleSegment = (descriptor & 0x20) !== 0;
        const sizeBytes = [isSingleSegment ? 1 : 0, 2, 4, 8][descriptor >> 6] ?? 0;
        const dictionaryBytes = [0, 1, 2, 4][descriptor & 3] ?? 0;
        at += 5 + (isSingleSegment ? 0 : 1) + dictionaryBytes + sizeBytes;
        let isLast = false;
        while (!isLast && at + 3 <= data.length) {
            const head = view.getUint16(at, true) | (view.getUint8(at + 2) << 16);
            const isOneByteRepeated = ((head >> 1) & 3) === 1;
            at += 3 + (isOneByteRepeated ? 1 : head >> 3);
            isLast = (head & 1) !== 0;
            count += 1;
        }
        at += (descriptor & 4) === 0 ? 0 : CHECKSUM_BYTES;
    }
    return count;
}
const SKIPPABLE = 0x184d2a50;
const SKIPPABLE_MASK = 0xfffffff0;
const CHECKSUM_BYTES = 4;
/** Whether data is a zstd frame. */
function isZstd(data) {
    return MAGIC.every((byte, index) => data[index] === byte);
}
/** Expands a chunk that is compressed with zstd. */
function expandZstd(data, length, expand = expandWithZlib ?? expandWithFzstd) {
    let output;
    try {
        output = expand(data, length);
    }
    catch (cause) {
        throw new place_file_error/* PlaceFileError */.Y('A chunk is no valid zstd frame, or expands to more than it says.', {
            cause,
        });
    }
    if (output.length !== length) {
        throw new place_file_error/* PlaceFileError */.Y(`A chunk says that it expands to ${length} bytes, and has ${output.length}.`);
    }
    return output;
}

;// CONCATENATED MODULE: ./build/emulator/place/read-binary.js








const read_binary_MAGIC = '<roblox!';
const SIGNATURE = '89ff0d0a1a0a';
/** Whether bytes start like a binary place or model. */
function isBinary(bytes) {
    return (0,byte_reader/* decodeText */.g)(bytes.subarray(0, read_binary_MAGIC.length)) === read_binary_MAGIC;
}
/** The data of a chunk, expanded. */
function expandChunk(compressed, length, budget) {
    budget.addExpanded(length);
    if (isZstd(compressed))
        return expandZstd(compressed, length);
    if (length > compressed.length * MAX_LZ4_RATIO) {
        throw new place_file_error/* PlaceFileError */.Y(`A chunk claims to expand from ${compressed.length} to ${length} bytes, which LZ4 cannot do.`);
    }
    return expandLz4(compressed, length);
}
function readSharedStrings(chunk, reading) {
    const version = chunk.u32();
    if (version !== 0) {
        throw new place_file_error/* PlaceFileError */.Y(`Its shared strings have the version ${version}; only 0 is known.`);
    }
    // Each has a hash of 16 bytes and a length.
    const total = chunk.count(20);
    reading.budget.addValues(total);
    for (let count = total; count > 0; count--) {
        chunk.bytes(16);
        reading.sharedStrings.push(chunk.string());
    }
}
function readInstances(chunk, { budget, classes, instances }) {
    const classId = chunk.u32();
    const className = chunk.text();
    // Whether it is a service: the class says as much.
    chunk.u8();
    const count = chunk.count(4);
    budget.addInstances(count);
    if (classes.has(classId)) {
        throw new place_file_error/* PlaceFileError */.Y(`Two of its classes have the number ${classId}.`);
    }
    const nodes = Array.from(chunk.referents(count), (referent) => {
        if (instances.has(referent)) {
            throw new place_file_error/* PlaceFileError */.Y(`Two of its instances have the referent ${referent}.`);
        }
        const node = (0,instance_tree/* createNode */.RM)(className);
        instances.set(referent, node);
        return node;
    });
    classes.set(classId, nodes);
}
/** Shared strings that scripts may see; see `MAX_SHARED_STRING_BYTES`. */
function decodeSharedStrings(chunk, count, sharedStrings) {
    return Array.from(chunk.interleavedU32s(count), (index) => {
        const bytes = sharedStrings[index];
        if (bytes === undefined) {
            throw new place_file_error/* PlaceFileError */.Y(`A property refers to the shared string ${index}, and there are ${sharedStrings.length}.`);
        }
        return bytes.length > limits/* MAX_SHARED_STRING_BYTES */.tK ? undefined : bytes;
    });
}
function readProperty(chunk, reading) {
    const classId = chunk.u32();
    const name = chunk.text();
    const nodes = reading.classes.get(classId);
    if (nodes === undefined) {
        throw new place_file_error/* PlaceFileError */.Y(`The property ${(0,place_file_error/* quoted */.T)(name)} belongs to class ${classId}, which the file does not have.`);
    }
    const type = chunk.u8();
    const keypoints = isSequenceType(type) ? Math.floor(chunk.remaining / MIN_KEYPOINT_BYTES) : 0;
    reading.budget.addValues(nodes.length + keypoints);
    if (type === REFERENT_TYPE) {
        chunk.referents(nodes.length).forEach((target, index) => {
            const node = nodes[index];
            if (node !== undefined && target !== -1)
                reading.references.push({ node, name, target });
        });
        return;
    }
    const values = type === SHARED_STRING_TYPE
        ? decodeSharedStrings(chunk, nodes.length, reading.sharedStrings)
        : decodeValues(chunk, type, nodes.length);
    if (values === undefined) {
        const hexadecimal = type.toString(16).padStart(2, '0');
        reading.budget.warn(`Properties of the type 0x${hexadecimal} are not read: they were left out.`);
        return;
    }
    const className = nodes[0]?.className ?? '';
    const set = propertySetter(className, name, reading.budget);
    nodes.forEach((node, index) => set(node, values[index]));
}
function readParents(chunk, reading) {
    const version = chunk.u8();
    if (version !== 0 || reading.roots !== undefined) {
        throw new place_file_error/* PlaceFileError */.Y('It must have one list of parents, of version 0.');
    }
    const count = chunk.count(8);
    const children = chunk.referents(count);
    const parents = chunk.referents(count);
    const placed = new Set();
    const roots = [];
    children.forEach((childReferent, index) => {
        const parentReferent = parents[index] ?? -1;
        const child = reading.instances.get(childReferent);
        const siblings = parentReferent === -1 ? roots : reading.instances.get(parentReferent)?.children;
        if (child === undefined || siblings === undefined) {
            throw new place_file_error/* PlaceFileError */.Y(`Its list of parents names the referents ${childReferent} and ${parentReferent}, of which one is no instance.`);
        }
        if (placed.has(child)) {
            throw new place_file_error/* PlaceFileError */.Y(`The instance ${childReferent} has two parents.`);
        }
        placed.add(child);
        siblings.push(child);
    });
    if (placed.size !== reading.instances.size) {
        throw new place_file_error/* PlaceFileError */.Y(`Its list of parents has ${placed.size} of its ${reading.instances.size} instances.`);
    }
    reading.roots = roots;
}
/** Refuses instances that no root leads to: they are their own ancestors. */
function refuseCycles(roots, count) {
    if (roots === undefined && count > 0) {
        throw new place_file_error/* PlaceFileError */.Y('It has instances, and no list of their parents.');
    }
    const pending = [...(roots ?? [])];
    let reached = 0;
    for (let node = pending.pop(); node !== undefined; node = pending.pop()) {
        reached++;
        for (const child of node.children)
            pending.push(child);
    }
    if (reached !== count) {
        throw new place_file_error/* PlaceFileError */.Y(`${count - reached} of its instances are below themselves.`);
    }
}
/**
 * Readers by the name of the chunk. The other chunks are passed over: META has nothing for scripts, and SIGN vouches
 * for compiled code.
 */
const CHUNK_READERS = new Map([
    ['SSTR', readSharedStrings],
    ['INST', readInstances],
    ['PROP', readProperty],
    ['PRNT', readParents],
]);
/** Reads the next chunk. Returns whether it is not the last one. */
function readChunk(file, reading) {
    const name = (0,byte_reader/* decodeText */.g)(file.bytes(4)).replace(/\0+$/, '');
    const compressedLength = file.u32();
    const length = file.u32();
    file.bytes(4);
    const data = file.bytes(compressedLength === 0 ? length : compressedLength);
    const read = CHUNK_READERS.get(name);
    if (read !== undefined) {
        const expanded = compressedLength === 0 ? data : expandChunk(data, length, reading.budget);
        read(new byte_reader/* ByteReader */.k(expanded, `The chunk ${(0,place_file_error/* quoted */.T)(name)}`), reading);
    }
    return name !== 'END';
}
function readHeader(file) {
    file.bytes(read_binary_MAGIC.length);
    const signature = Buffer.from(file.bytes(6)).toString('hex');
    const version = file.u16();
    if (signature !== SIGNATURE || version !== 0) {
        throw new place_file_error/* PlaceFileError */.Y(`It starts like a binary place, and has the signature ${signature} and version ${version} instead of ${SIGNATURE} and 0.`);
    }
    const [classCount, instanceCount] = [file.i32(), file.i32()];
    if (classCount < 0 || instanceCount < 0 || instanceCount > limits/* MAX_INSTANCES */.cA) {
        throw new place_file_error/* PlaceFileError */.Y(`It claims ${classCount} classes and ${instanceCount} instances; at most ${limits/* MAX_INSTANCES */.cA} instances are read.`);
    }
    file.bytes(8);
}
/**
 * Reads a binary place (`.rbxl`) or model (`.rbxm`).
 *
 * @returns The instances at the top.
 * @see https://dom.rojo.space/binary
 */
function readBinary(bytes, budget) {
    const file = new byte_reader/* ByteReader */.k(bytes, 'The file');
    readHeader(file);
    const reading = {
        budget,
        classes: new Map(),
        instances: new Map(),
        sharedStrings: [],
        references: [],
        roots: undefined,
    };
    while (readChunk(file, reading))
        ;
    const { roots, instances, references } = reading;
    refuseCycles(roots, instances.size);
    for (const { node, name, target } of references) {
        const found = instances.get(target);
        if (found !== undefined)
            (0,instance_tree/* setReference */.qu)(node, scriptName(node.className, name), found);
    }
    return roots ?? [];
}

// EXTERNAL MODULE: ./node_modules/saxes/saxes.js
var saxes = __nccwpck_require__(9800);
;// CONCATENATED MODULE: ./build/emulator/place/xml-values.js


/** No number of a file is longer, and longer ones take time to parse. */
const MAX_NUMBER_LENGTH = 400;
const NAMED_NUMBERS = {
    inf: Infinity,
    '+inf': Infinity,
    '-inf': -Infinity,
    nan: NaN,
    '-nan': NaN,
};
function parseNumber(text) {
    const trimmed = text.trim();
    if (trimmed.length <= MAX_NUMBER_LENGTH) {
        const named = trimmed.toLowerCase();
        if (Object.hasOwn(NAMED_NUMBERS, named))
            return NAMED_NUMBERS[named] ?? NaN;
        const value = /^[-+.\deE]+$/.test(trimmed) ? Number(trimmed) : NaN;
        if (!Number.isNaN(value))
            return value;
    }
    throw new place_file_error/* PlaceFileError */.Y(`The text ${(0,place_file_error/* quoted */.T)(trimmed)} stands where a number is expected.`);
}
function parseInteger(text) {
    const trimmed = text.trim();
    if (/^-?\d{1,20}$/.test(trimmed))
        return BigInt(trimmed);
    throw new place_file_error/* PlaceFileError */.Y(`The text ${(0,place_file_error/* quoted */.T)(trimmed)} stands where an integer is expected.`);
}
/** A number in single precision, as Roblox keeps most of them. */
function parseFloat32(text) {
    return Math.fround(parseNumber(text));
}
function numberList(text, multipleOf) {
    const numbers = text.trim().split(/\s+/).map(parseFloat32);
    if (numbers.length % multipleOf !== 0) {
        throw new place_file_error/* PlaceFileError */.Y(`A list has ${numbers.length} numbers, and a multiple of ${multipleOf} is expected.`);
    }
    return numbers;
}
/** Keypoints of that many numbers each, of which the first `kept` count. */
function keypoints(text, width, kept) {
    const numbers = (0,values/* plainNumbers */.DO)(numberList(text, width));
    return Array.from({ length: numbers.length / width }, (_, index) => numbers.slice(index * width, index * width + kept));
}
/** Decodes a value whose numbers are in fields. */
function fields(tag, names) {
    return ({ fields: found }) => [
        tag,
        names.map((name) => (0,values/* plainNumber */.ku)(parseFloat32(found.get(name) ?? '0'))),
    ];
}
const CFRAME_FIELDS = 'X Y Z R00 R01 R02 R10 R11 R12 R20 R21 R22'.split(' ');
const decodeColorFields = fields('Color3', ['R', 'G', 'B']);
const decodeBinary = ({ text }) => Buffer.from(text, 'base64');
const decodeText = ({ text }) => Buffer.from(text);
/** A color as one integer: a byte that does not count, red, green and blue. */
const decodePackedColor = ({ text }) => {
    const packed = Number(parseInteger(text) & 0xffffffn);
    return (0,values/* colorOfBytes */.EB)(packed >> 16, (packed >> 8) & 0xff, packed & 0xff);
};
const decodeOptionalCFrame = (element) => element.fields.has('CFrame.X')
    ? fields('CFrame', CFRAME_FIELDS.map((name) => `CFrame.${name}`))(element)
    : undefined;
const PHYSICAL_FIELDS = ['Density', 'Friction', 'Elasticity', 'FrictionWeight', 'ElasticityWeight'];
const xml_values_decodePhysicalProperties = (element) => {
    if (element.fields.get('CustomPhysics')?.trim().toLowerCase() !== 'true')
        return undefined;
    const hasAbsorption = element.fields.has('AcousticAbsorption');
    return fields('PhysicalProperties', [
        ...PHYSICAL_FIELDS,
        ...(hasAbsorption ? ['AcousticAbsorption'] : []),
    ])(element);
};
const xml_values_decodeFont = ({ fields: found }) => [
    'Font',
    [
        found.get('Family.url') ?? '',
        parseNumber(found.get('Weight') ?? '400'),
        found.get('Style')?.trim() === 'Italic' ? 1 : 0,
    ],
];
/** `uri` is for the new type Content, `url` for strings that were called so before. Objects are in no file. */
const decodeContent = ({ fields: found }) => {
    const uri = found.get('uri');
    if (uri !== undefined)
        return ['Content', uri];
    return found.has('Ref') ? undefined : Buffer.from(found.get('url') ?? '');
};
/**
 * Decoders by the name of the element.
 *
 * @see https://dom.rojo.space/xml
 */
const xml_values_DECODERS = new Map([
    ['Axes', (element) => ['Axes', parseNumber(element.fields.get('axes') ?? '0') & 0x07]],
    ['BinaryString', decodeBinary],
    ['bool', ({ text }) => text.trim().toLowerCase() === 'true'],
    ['BrickColor', ({ text }) => ['BrickColor', parseNumber(text)]],
    [
        'Color3',
        (element) => element.fields.has('R') ? decodeColorFields(element) : decodePackedColor(element),
    ],
    ['Color3uint8', decodePackedColor],
    // The fifth number is an envelope that Roblox does not use.
    ['ColorSequence', ({ text }) => ['ColorSequence', keypoints(text, 5, 4)]],
    ['Content', decodeContent],
    ['ContentId', decodeContent],
    ['CoordinateFrame', fields('CFrame', CFRAME_FIELDS)],
    ['double', ({ text }) => (0,values/* numberValue */.Vg)(parseNumber(text))],
    ['Faces', (element) => ['Faces', parseNumber(element.fields.get('faces') ?? '0') & 0x3f]],
    ['float', ({ text }) => (0,values/* numberValue */.Vg)(parseFloat32(text))],
    ['Font', xml_values_decodeFont],
    ['int', ({ text }) => Number(BigInt.asIntN(32, parseInteger(text)))],
    ['int64', ({ text }) => (0,values/* int64Value */.Hb)(BigInt.asIntN(64, parseInteger(text)))],
    ['NumberRange', ({ text }) => ['NumberRange', (0,values/* plainNumbers */.DO)(numberList(text, 2)).slice(0, 2)]],
    ['NumberSequence', ({ text }) => ['NumberSequence', keypoints(text, 3, 3)]],
    ['OptionalCoordinateFrame', decodeOptionalCFrame],
    ['PhysicalProperties', xml_values_decodePhysicalProperties],
    ['ProtectedString', decodeText],
    [
        'Ray',
        fields('Ray', ['origin', 'direction'].flatMap((part) => ['X', 'Y', 'Z'].map((axis) => `${part}.${axis}`))),
    ],
    ['Rect2D', fields('Rect', ['min.X', 'min.Y', 'max.X', 'max.Y'])],
    [
        'SecurityCapabilities',
        ({ text }) => ['SecurityCapabilities', String(BigInt.asUintN(64, parseInteger(text)))],
    ],
    ['string', decodeText],
    ['token', ({ text }) => ['Enum', parseNumber(text)]],
    [
        'UDim',
        ({ fields: found }) => [
            'UDim',
            (0,values/* plainNumbers */.DO)([parseFloat32(found.get('S') ?? '0'), parseNumber(found.get('O') ?? '0')]),
        ],
    ],
    [
        'UDim2',
        ({ fields: found }) => [
            'UDim2',
            (0,values/* plainNumbers */.DO)(['XS', 'XO', 'YS', 'YO'].map((name) => parseFloat32(found.get(name) ?? '0'))),
        ],
    ],
    ['UniqueId', ({ text }) => ['UniqueId', text.trim().slice(0, 32)]],
    ['Vector2', fields('Vector2', ['X', 'Y'])],
    ['Vector3', fields('Vector3', ['X', 'Y', 'Z'])],
    [
        'Vector3int16',
        ({ fields: found }) => [
            'Vector3int16',
            ['X', 'Y', 'Z'].map((name) => Number(BigInt.asIntN(16, parseInteger(found.get(name) ?? '0')))),
        ],
    ],
]);
/** Whether the type of a property is known. `Ref` and `SharedString` are not values, and are not in the table. */
function isKnownType(type) {
    return xml_values_DECODERS.has(type);
}
/** The value of a property; undefined if it has none. */
function decodeElement(element) {
    return xml_values_DECODERS.get(element.type)?.(element);
}

;// CONCATENATED MODULE: ./build/emulator/place/read-xml.js






/** How much is decoded at once: the whole text of a large file would not fit into one string. */
const SLICE_BYTES = 64 * 1024;
/** How much memory a character of a sequence's text can take: each keypoint has six of them at least. */
const KEYPOINT_FACTOR = 20;
/** The kinds of the elements that matter, by that of their parents. */
const KINDS = {
    roblox: { Item: 'item', SharedStrings: 'shared-strings' },
    item: { Item: 'item', Properties: 'properties' },
    'shared-strings': { SharedString: 'shared' },
};
function kindOf(name, parent) {
    if (parent === undefined)
        return 'roblox';
    if (parent === 'properties')
        return 'property';
    if (parent === 'property' || parent === 'field')
        return 'field';
    const kinds = KINDS[parent] ?? {};
    return Object.hasOwn(kinds, name) ? (kinds[name] ?? 'other') : 'other';
}
/** Turns the events of the parser into instances. */
class XmlReading {
    roots = [];
    #budget;
    #kinds = [];
    #items = [];
    #referents = new Map();
    #references = [];
    #sharedStrings = new Map();
    #sharedUses = [];
    #open;
    #text = '';
    constructor(budget) {
        this.#budget = budget;
    }
    openTag({ name, attributes }) {
        const kind = kindOf(name, this.#kinds.at(-1));
        this.#kinds.push(kind);
        if (this.#kinds.length > limits/* MAX_TREE_DEPTH */.is + limits/* MAX_PROPERTY_ELEMENT_DEPTH */.eB) {
            throw new place_file_error/* PlaceFileError */.Y(`Its instances are nested more than ${limits/* MAX_TREE_DEPTH */.is} deep, which is not read.`);
        }
        this.#text = '';
        if (kind === 'roblox') {
            const version = attributes['version'] ?? '';
            if (name !== 'roblox' || version !== '4') {
                throw new place_file_error/* PlaceFileError */.Y(`It starts with the element ${(0,place_file_error/* quoted */.T)(name)} of version ${(0,place_file_error/* quoted */.T)(version)}; "roblox" of version "4" is expected.`);
            }
        }
        else if (kind === 'item') {
            this.#openItem(attributes['class'] ?? '', attributes['referent']);
        }
        else if (kind === 'property' || kind === 'shared') {
            const key = attributes[kind === 'property' ? 'name' : 'md5'] ?? '';
            this.#open = { type: name, name: key, path: [], fields: new Map() };
        }
        else if (kind === 'field' && this.#open !== undefined) {
            this.#open.path.push(name);
            if (this.#open.path.length > limits/* MAX_PROPERTY_ELEMENT_DEPTH */.eB ||
                this.#open.fields.size >= limits/* MAX_PROPERTY_ELEMENTS */.nD) {
                throw new place_file_error/* PlaceFileError */.Y(`A property has more than ${limits/* MAX_PROPERTY_ELEMENTS */.nD} elements, or has them nested more than ${limits/* MAX_PROPERTY_ELEMENT_DEPTH */.eB} deep.`);
            }
        }
    }
    #openItem(className, referent) {
        if (className === '')
            throw new place_file_error/* PlaceFileError */.Y('One of its items has no class.');
        this.#budget.addInstances(1);
        const node = (0,instance_tree/* createNode */.RM)(className);
        if (referent !== undefined && referent !== 'null') {
            if (this.#referents.has(referent)) {
                throw new place_file_error/* PlaceFileError */.Y(`Two of its items have the referent ${(0,place_file_error/* quoted */.T)(referent)}.`);
            }
            this.#referents.set(referent, node);
        }
        (this.#items.at(-1)?.children ?? this.roots).push(node);
        this.#items.push(node);
    }
    addText(text) {
        if (this.#open !== undefined)
            this.#text += text;
    }
    closeTag() {
        const kind = this.#kinds.pop();
        if (kind === 'item') {
            this.#items.pop();
        }
        else if (kind === 'field' && this.#open !== undefined) {
            this.#open.fields.set(this.#open.path.join('.'), this.#text);
            this.#open.path.pop();
        }
        else if (this.#open !== undefined) {
            if (kind === 'shared') {
                this.#sharedStrings.set(this.#open.name, Buffer.from(this.#text, 'base64'));
            }
            else if (kind === 'property') {
                this.#closeProperty(this.#open);
            }
            this.#open = undefined;
        }
        this.#text = '';
    }
    #closeProperty({ type, name, fields }) {
        const node = this.#items.at(-1);
        if (node === undefined || name === '')
            return;
        const text = this.#text;
        // Keypoints take far more memory than their text.
        this.#budget.addValues(1, type.endsWith('Sequence') ? text.length * KEYPOINT_FACTOR : 0);
        if (type === 'Ref') {
            if (text.trim() !== 'null')
                this.#references.push({ node, name, target: text.trim() });
        }
        else if (type === 'SharedString') {
            this.#sharedUses.push({ node, name, key: text.trim() });
        }
        else if (isKnownType(type)) {
            propertySetter(node.className, name, this.#budget)(node, decodeElement({ type, text, fields }));
        }
        else {
            this.#budget.warn(`Properties of the type ${(0,place_file_error/* quoted */.T)(type)} are not read: they were left out.`);
        }
    }
    /** Sets what had to wait for the end of the file. */
    finish() {
        for (const { node, name, key } of this.#sharedUses) {
            const bytes = this.#sharedStrings.get(key);
            if (bytes !== undefined && bytes.length <= limits/* MAX_SHARED_STRING_BYTES */.tK) {
                propertySetter(node.className, name, this.#budget)(node, bytes);
            }
        }
        for (const { node, name, target } of this.#references) {
            const found = this.#referents.get(target);
            if (found !== undefined)
                (0,instance_tree/* setReference */.qu)(node, scriptName(node.className, name), found);
        }
    }
}
/** Whether bytes start like an XML file. */
function isXml(bytes) {
    return /^(?:\uFEFF|ï»¿)?\s*</.test(Buffer.from(bytes.subarray(0, 256)).toString('latin1'));
}
/**
 * Reads an XML place (`.rbxlx`) or model (`.rbxmx`). The parser knows no entities but those of XML itself, and a
 * document type is refused.
 *
 * @returns The instances at the top.
 * @see https://dom.rojo.space/xml
 */
function readXml(bytes, budget) {
    const reading = new XmlReading(budget);
    const parser = new saxes/* SaxesParser */.wT();
    let attributeCount = 0;
    parser.on('opentagstart', () => {
        attributeCount = 0;
    });
    parser.on('attribute', () => {
        if (++attributeCount > limits/* MAX_XML_ATTRIBUTES */.du) {
            throw new place_file_error/* PlaceFileError */.Y(`An element has more than ${limits/* MAX_XML_ATTRIBUTES */.du} attributes.`);
        }
    });
    parser.on('opentag', (tag) => reading.openTag(tag));
    parser.on('closetag', () => reading.closeTag());
    parser.on('text', (text) => reading.addText(text));
    parser.on('cdata', (text) => reading.addText(text));
    parser.on('doctype', () => {
        throw new place_file_error/* PlaceFileError */.Y('It has a document type, which no place file needs.');
    });
    parser.on('error', (error) => {
        throw new place_file_error/* PlaceFileError */.Y(`It is no well-formed XML: ${(0,place_file_error/* quoted */.T)(error.message)}.`);
    });
    const decoder = new TextDecoder();
    for (let start = 0; start < bytes.length; start += SLICE_BYTES) {
        parser.write(decoder.decode(bytes.subarray(start, start + SLICE_BYTES), { stream: true }));
    }
    parser.write(decoder.decode()).close();
    reading.finish();
    return reading.roots;
}

;// CONCATENATED MODULE: ./build/emulator/place/read-place.js





/** Reads the instances at the top of a place or model, with all that is below them. */
function readNodes(bytes, budget) {
    if (bytes.length > limits/* MAX_FILE_BYTES */.gZ) {
        throw new place_file_error/* PlaceFileError */.Y(`It has ${bytes.length} bytes, and at most ${limits/* MAX_FILE_BYTES */.gZ} are read.`);
    }
    if (isBinary(bytes))
        return readBinary(bytes, budget);
    if (isXml(bytes))
        return readXml(bytes, budget);
    throw new place_file_error/* PlaceFileError */.Y('It is neither a binary place or model (.rbxl, .rbxm) nor one in XML (.rbxlx, .rbxmx).');
}
/**
 * Reads a place or model, binary or XML: the content decides, not the name of the file. The instances at the top of a
 * place are its services; those of a model can be of any class.
 *
 * @throws PlaceFileError if the file is damaged or exceeds a bound of `limits.ts`.
 */
function readPlace(bytes) {
    const budget = new limits/* PlaceBudget */.Vi();
    return (0,flatten/* flattenTree */.d)(readNodes(bytes, budget), budget);
}


/***/ }),

/***/ 1205:
/***/ ((__unused_webpack___webpack_module__, __webpack_exports__, __nccwpck_require__) => {


// EXPORTS
__nccwpck_require__.d(__webpack_exports__, {
  EB: () => (/* binding */ colorOfBytes),
  Hb: () => (/* binding */ int64Value),
  Vg: () => (/* binding */ numberValue),
  ku: () => (/* binding */ plainNumber),
  DO: () => (/* binding */ plainNumbers),
  fC: () => (/* binding */ rotationOfId),
  r$: () => (/* binding */ stringValue)
});

;// CONCATENATED MODULE: external "node:buffer"
const external_node_buffer_namespaceObject = __WEBPACK_EXTERNAL_createRequire(import.meta.url)("node:buffer");
// EXTERNAL MODULE: ./build/emulator/place/byte-reader.js
var byte_reader = __nccwpck_require__(2284);
// EXTERNAL MODULE: ./build/emulator/place/place-file-error.js
var place_file_error = __nccwpck_require__(3475);
;// CONCATENATED MODULE: ./build/emulator/place/values.js



/** A number in a form that JSON keeps. */
function plainNumber(value) {
    if (Number.isNaN(value))
        return 'nan';
    if (Object.is(value, -0))
        return '-0';
    return Number.isFinite(value) ? value : value > 0 ? 'inf' : '-inf';
}
/** Numbers in a form that JSON keeps. */
function plainNumbers(values) {
    return Array.from(values, plainNumber);
}
/** The value of a property that is a number. */
function numberValue(value) {
    const plain = plainNumber(value);
    return typeof plain === 'string' ? ['Number', plain] : plain;
}
/** The value of a property that is an integer of 64 bits. */
function int64Value(value) {
    const number = Number(value);
    return BigInt(number) === value ? number : ['Int64', String(value)];
}
/** The value of a property that is a string. */
function stringValue(bytes) {
    return (0,external_node_buffer_namespaceObject.isUtf8)(bytes)
        ? (0,byte_reader/* decodeText */.g)(bytes)
        : ['Bytes', Buffer.from(bytes.buffer, bytes.byteOffset, bytes.length).toString('base64')];
}
/** Red, green and blue of one byte each, as Roblox stores them: in single precision. */
function colorOfBytes(red, green, blue) {
    return ['Color3', [red, green, blue].map((channel) => Math.fround(channel / 255))];
}
/** The unit vector of a `NormalId`: Right, Top, Back, Left, Bottom, Front. */
function normal(id) {
    const vector = [0, 0, 0];
    vector[id % 3] = id < 3 ? 1 : -1;
    return vector;
}
/**
 * The matrix of one of the 24 rotations by right angles, row by row. Its id is one more than six times the `NormalId`
 * of its right vector plus that of its up vector.
 */
function rotationOfId(id) {
    const right = Math.floor((id - 1) / 6);
    const up = (id - 1) % 6;
    if (id < 1 || right > 5 || right % 3 === up % 3) {
        throw new place_file_error/* PlaceFileError */.Y(`A CFrame has the rotation id ${id}, which stands for no rotation.`);
    }
    const [xx = 0, xy = 0, xz = 0] = normal(right);
    const [yx = 0, yy = 0, yz = 0] = normal(up);
    // The sum with zero makes a zero of each negative zero.
    const back = [xy * yz - xz * yy + 0, xz * yx - xx * yz + 0, xx * yy - xy * yx + 0];
    const [zx = 0, zy = 0, zz = 0] = back;
    return [xx, yx, zx, xy, yy, zy, xz, yz, zz];
}


/***/ })

/******/ });
/************************************************************************/
/******/ // The module cache
/******/ var __webpack_module_cache__ = {};
/******/ 
/******/ // The require function
/******/ function __nccwpck_require__(moduleId) {
/******/ 	// Check if module is in cache
/******/ 	var cachedModule = __webpack_module_cache__[moduleId];
/******/ 	if (cachedModule !== undefined) {
/******/ 		return cachedModule.exports;
/******/ 	}
/******/ 	// Create a new module (and put it into the cache)
/******/ 	var module = __webpack_module_cache__[moduleId] = {
/******/ 		// no module.id needed
/******/ 		// no module.loaded needed
/******/ 		exports: {}
/******/ 	};
/******/ 
/******/ 	// Execute the module function
/******/ 	var threw = true;
/******/ 	try {
/******/ 		__webpack_modules__[moduleId](module, module.exports, __nccwpck_require__);
/******/ 		threw = false;
/******/ 	} finally {
/******/ 		if(threw) delete __webpack_module_cache__[moduleId];
/******/ 	}
/******/ 
/******/ 	// Return the exports of the module
/******/ 	return module.exports;
/******/ }
/******/ 
/******/ // expose the modules object (__webpack_modules__)
/******/ __nccwpck_require__.m = __webpack_modules__;
/******/ 
/************************************************************************/
/******/ /* webpack/runtime/asset-relocator-loader */
/******/ if (typeof __nccwpck_require__ !== 'undefined') __nccwpck_require__.ab = decodeURIComponent(new URL('.', import.meta.url).pathname).slice(import.meta.url.match(/^file:\/\/\/\w:/) ? 1 : 0, -1) + "/";
/******/ 
/******/ /* webpack/runtime/create fake namespace object */
/******/ (() => {
/******/ 	var getProto = Object.getPrototypeOf ? (obj) => (Object.getPrototypeOf(obj)) : (obj) => (obj.__proto__);
/******/ 	var leafPrototypes;
/******/ 	// create a fake namespace object
/******/ 	// mode & 1: value is a module id, require it
/******/ 	// mode & 2: merge all properties of value into the ns
/******/ 	// mode & 4: return value when already ns object
/******/ 	// mode & 16: return value when it's Promise-like
/******/ 	// mode & 8|1: behave like require
/******/ 	__nccwpck_require__.t = function(value, mode) {
/******/ 		if(mode & 1) value = this(value);
/******/ 		if(mode & 8) return value;
/******/ 		if(typeof value === 'object' && value) {
/******/ 			if((mode & 4) && value.__esModule) return value;
/******/ 			if((mode & 16) && typeof value.then === 'function') return value;
/******/ 		}
/******/ 		var ns = Object.create(null);
/******/ 		__nccwpck_require__.r(ns);
/******/ 		var def = {};
/******/ 		leafPrototypes = leafPrototypes || [null, getProto({}), getProto([]), getProto(getProto)];
/******/ 		for(var current = mode & 2 && value; typeof current == 'object' && !~leafPrototypes.indexOf(current); current = getProto(current)) {
/******/ 			Object.getOwnPropertyNames(current).forEach((key) => (def[key] = () => (value[key])));
/******/ 		}
/******/ 		def['default'] = () => (value);
/******/ 		__nccwpck_require__.d(ns, def);
/******/ 		return ns;
/******/ 	};
/******/ })();
/******/ 
/******/ /* webpack/runtime/define property getters */
/******/ (() => {
/******/ 	// define getter functions for harmony exports
/******/ 	__nccwpck_require__.d = (exports, definition) => {
/******/ 		for(var key in definition) {
/******/ 			if(__nccwpck_require__.o(definition, key) && !__nccwpck_require__.o(exports, key)) {
/******/ 				Object.defineProperty(exports, key, { enumerable: true, get: definition[key] });
/******/ 			}
/******/ 		}
/******/ 	};
/******/ })();
/******/ 
/******/ /* webpack/runtime/ensure chunk */
/******/ (() => {
/******/ 	__nccwpck_require__.f = {};
/******/ 	// This file contains only the entry chunk.
/******/ 	// The chunk loading function for additional chunks
/******/ 	__nccwpck_require__.e = (chunkId) => {
/******/ 		return Promise.all(Object.keys(__nccwpck_require__.f).reduce((promises, key) => {
/******/ 			__nccwpck_require__.f[key](chunkId, promises);
/******/ 			return promises;
/******/ 		}, []));
/******/ 	};
/******/ })();
/******/ 
/******/ /* webpack/runtime/get javascript chunk filename */
/******/ (() => {
/******/ 	// This function allow to reference async chunks
/******/ 	__nccwpck_require__.u = (chunkId) => {
/******/ 		// return url for filenames based on template
/******/ 		return "" + chunkId + ".index.js";
/******/ 	};
/******/ })();
/******/ 
/******/ /* webpack/runtime/hasOwnProperty shorthand */
/******/ (() => {
/******/ 	__nccwpck_require__.o = (obj, prop) => (Object.prototype.hasOwnProperty.call(obj, prop))
/******/ })();
/******/ 
/******/ /* webpack/runtime/make namespace object */
/******/ (() => {
/******/ 	// define __esModule on exports
/******/ 	__nccwpck_require__.r = (exports) => {
/******/ 		if(typeof Symbol !== 'undefined' && Symbol.toStringTag) {
/******/ 			Object.defineProperty(exports, Symbol.toStringTag, { value: 'Module' });
/******/ 		}
/******/ 		Object.defineProperty(exports, '__esModule', { value: true });
/******/ 	};
/******/ })();
/******/ 
/******/ /* webpack/runtime/import chunk loading */
/******/ (() => {
/******/ 	// no baseURI
/******/ 	
/******/ 	// object to store loaded and loading chunks
/******/ 	// undefined = chunk not loaded, null = chunk preloaded/prefetched
/******/ 	// [resolve, Promise] = chunk loading, 0 = chunk loaded
/******/ 	var installedChunks = {
/******/ 		792: 0
/******/ 	};
/******/ 	
/******/ 	var installChunk = (data) => {
/******/ 		var {ids, modules, runtime} = data;
/******/ 		// add "modules" to the modules object,
/******/ 		// then flag all "ids" as loaded and fire callback
/******/ 		var moduleId, chunkId, i = 0;
/******/ 		for(moduleId in modules) {
/******/ 			if(__nccwpck_require__.o(modules, moduleId)) {
/******/ 				__nccwpck_require__.m[moduleId] = modules[moduleId];
/******/ 			}
/******/ 		}
/******/ 		if(runtime) runtime(__nccwpck_require__);
/******/ 		for(;i < ids.length; i++) {
/******/ 			chunkId = ids[i];
/******/ 			if(__nccwpck_require__.o(installedChunks, chunkId) && installedChunks[chunkId]) {
/******/ 				installedChunks[chunkId][0]();
/******/ 			}
/******/ 			installedChunks[ids[i]] = 0;
/******/ 		}
/******/ 	
/******/ 	}
/******/ 	
/******/ 	__nccwpck_require__.f.j = (chunkId, promises) => {
/******/ 			// import() chunk loading for javascript
/******/ 			var installedChunkData = __nccwpck_require__.o(installedChunks, chunkId) ? installedChunks[chunkId] : undefined;
/******/ 			if(installedChunkData !== 0) { // 0 means "already installed".
/******/ 	
/******/ 				// a Promise means "currently loading".
/******/ 				if(installedChunkData) {
/******/ 					promises.push(installedChunkData[1]);
/******/ 				} else {
/******/ 					if(true) { // all chunks have JS
/******/ 						// setup Promise in chunk cache
/******/ 						var promise = import("./" + __nccwpck_require__.u(chunkId)).then(installChunk, (e) => {
/******/ 							if(installedChunks[chunkId] !== 0) installedChunks[chunkId] = undefined;
/******/ 							throw e;
/******/ 						});
/******/ 						var promise = Promise.race([promise, new Promise((resolve) => (installedChunkData = installedChunks[chunkId] = [resolve]))])
/******/ 						promises.push(installedChunkData[1] = promise);
/******/ 					}
/******/ 				}
/******/ 			}
/******/ 	};
/******/ 	
/******/ 	// no prefetching
/******/ 	
/******/ 	// no preloaded
/******/ 	
/******/ 	// no external install chunk
/******/ 	
/******/ 	// no on chunks loaded
/******/ })();
/******/ 
/************************************************************************/
var __webpack_exports__ = {};

// EXPORTS
__nccwpck_require__.d(__webpack_exports__, {
  YJ: () => (/* reexport */ place_file_error/* PlaceFileError */.Y),
  n$: () => (/* binding */ loadProjectReader),
  yI: () => (/* reexport */ read_place/* readPlace */.y),
  sJ: () => (/* reexport */ startEmulator)
});

;// CONCATENATED MODULE: external "node:crypto"
const external_node_crypto_namespaceObject = __WEBPACK_EXTERNAL_createRequire(import.meta.url)("node:crypto");
;// CONCATENATED MODULE: external "node:events"
const external_node_events_namespaceObject = __WEBPACK_EXTERNAL_createRequire(import.meta.url)("node:events");
;// CONCATENATED MODULE: external "node:http"
const external_node_http_namespaceObject = __WEBPACK_EXTERNAL_createRequire(import.meta.url)("node:http");
;// CONCATENATED MODULE: ./build/emulator/answers.js
/** An answer of the API itself: `{code, message}` with one of gRPC's code names. */
function refusal(status, code, message) {
    return { status, body: { code, message } };
}
/** An answer of the gateway in front of the API, which spells errors in a way of its own. */
function gatewayRefusal(status, message) {
    return { status, body: { errors: [{ code: 0, message }] } };
}
/** 200 with a resource. */
function ok(body) {
    return { status: 200, body };
}
/** 400: the request is invalid. */
function invalidArgument(message) {
    return refusal(400, 'INVALID_ARGUMENT', message);
}
/** 400: the request is valid, but something else must be done first. */
function failedPrecondition(message) {
    return refusal(400, 'FAILED_PRECONDITION', message);
}
/** 404: what the request names does not exist. */
function notFound(message) {
    return refusal(404, 'NOT_FOUND', message);
}
/** 429 of the API itself: a limit other than that on requests a minute. */
function resourceExhausted(message) {
    return refusal(429, 'RESOURCE_EXHAUSTED', message);
}
/** 401, for a key that is missing or wrong (live record). */
const INVALID_KEY = gatewayRefusal(401, 'Invalid API Key');
/** 404 of an address that no API listens on. */
const NO_SUCH_ROUTE = gatewayRefusal(404, 'NotFound');
/** 413: more than any request of the API can need. */
const TOO_LARGE = gatewayRefusal(413, 'Payload Too Large');
/** 429 of the gateway: the minute's requests are used up (live record, empty message included). */
const QUOTA_SPENT = gatewayRefusal(429, '');
/** 500: a mistake in the emulator. */
const BROKEN = gatewayRefusal(500, 'InternalServerError');

;// CONCATENATED MODULE: external "node:timers/promises"
const promises_namespaceObject = __WEBPACK_EXTERNAL_createRequire(import.meta.url)("node:timers/promises");
;// CONCATENATED MODULE: ./build/emulator/wire.js
/** Bodies on their way in and answers on their way out, for both of the emulator's origins. */

/** Enough to recognise the format. */
const HEAD_BYTES = 64;
/**
 * The whole body as text; undefined when it is larger than `maxBytes`, of which the rest is read and dropped.
 *
 * @throws {Error} when the connection breaks
 */
async function readText(incoming, maxBytes) {
    const chunks = [];
    let bytes = 0;
    for await (const chunk of incoming) {
        bytes += chunk.length;
        if (bytes <= maxBytes)
            chunks.push(chunk);
    }
    return bytes <= maxBytes ? Buffer.concat(chunks).toString('utf8') : undefined;
}
/**
 * Reads a body of any size.
 *
 * @param target receives the bytes, if given; bytes that do not fit are only counted
 * @param maxContentBytes the largest body that is kept; none is by default
 * @throws {Error} when the connection breaks
 */
async function digestBody(incoming, target, maxContentBytes = -1) {
    const hash = (0,external_node_crypto_namespaceObject.createHash)('sha256');
    let bytes = 0;
    let head = Buffer.alloc(0);
    let chunks = maxContentBytes < 0 ? undefined : [];
    for await (const chunk of incoming) {
        hash.update(chunk);
        if (head.length < HEAD_BYTES)
            head = Buffer.concat([head, chunk]).subarray(0, HEAD_BYTES);
        if (target !== undefined && bytes + chunk.length <= target.length)
            target.set(chunk, bytes);
        bytes += chunk.length;
        if (bytes > maxContentBytes)
            chunks = undefined;
        chunks?.push(chunk);
    }
    return { bytes, sha256: hash.digest('hex'), head, content: chunks && Buffer.concat(chunks) };
}
/** Sends an answer. */
function send(response, answer) {
    const { status, headers, bytes } = encode(answer);
    response.writeHead(status, headers);
    response.end(bytes);
}
/** Sends the first half of an answer with the `content-length` of the whole, and closes the connection. */
function sendHalf(response, answer) {
    const { status, headers, bytes } = encode(answer);
    response.writeHead(status, headers);
    response.write(bytes.subarray(0, bytes.length / 2), () => response.socket?.destroy());
}
function encode({ status, body, headers = {} }) {
    const [type, bytes] = contentOf(body);
    const length = String(bytes.length);
    return { status, headers: { 'content-type': type, ...headers, 'content-length': length }, bytes };
}
function contentOf(body) {
    if (body instanceof Uint8Array)
        return ['application/octet-stream', body];
    if (typeof body === 'string')
        return ['text/plain; charset=utf-8', Buffer.from(body)];
    return ['application/json; charset=utf-8', Buffer.from(JSON.stringify(body))];
}

;// CONCATENATED MODULE: ./build/emulator/faults.js


/** Parts a fault of a creation. Any other fault is one of the answer. */
function partFault(fault) {
    if (fault === 'stuck')
        return { task: fault };
    if (typeof fault === 'object' && 'task' in fault)
        return fault;
    return fault === undefined ? {} : { answer: fault };
}
/** The faults that the next requests get. */
class FaultQueue {
    #queues = new Map();
    add(kind, faults) {
        this.#queues.set(kind, [...(this.#queues.get(kind) ?? []), ...faults]);
    }
    /** The fault of the next request of a kind; undefined for none. */
    take(kind) {
        // `add` takes only faults that fit the kind.
        return this.#queues.get(kind)?.shift();
    }
}
/**
 * Answers a request under a fault.
 *
 * @param act acts on the request
 * @param closing ends delays, by a rejection
 */
async function answerUnder(fault, response, act, closing) {
    switch (fault) {
        case undefined:
            send(response, act());
            return;
        case 'reset':
            response.socket?.resetAndDestroy();
            return;
        case 'reset-after':
            act();
            response.socket?.resetAndDestroy();
            return;
        case 'cut':
            sendHalf(response, act());
            return;
        case 'hang':
            return;
        default:
            if ('delayMs' in fault) {
                await (0,promises_namespaceObject.setTimeout)(fault.delayMs, undefined, { signal: closing });
                send(response, act());
                return;
            }
            send(response, { body: '', ...fault });
    }
}

;// CONCATENATED MODULE: ./build/emulator/payloads.js
/** Binary inputs and outputs: the store of their bytes, and the presigned URIs under which they come and go. */


/** "The maximum allowed size is 100 MiB." */
const MAX_INPUT_BYTES = 100 * 1024 * 1024;
const SIGNATURE_BYTES = 32;
/** All payloads of an emulator. */
class PayloadStore {
    #lifetimeMs;
    #inputs = new Map();
    #outputs = new Map();
    /** Where the presigned URIs lead, without a slash at its end. */
    origin = '';
    /** @param lifetimeMs how long an input can be uploaded and used, and an output fetched */
    constructor(lifetimeMs) {
        this.#lifetimeMs = lifetimeMs;
    }
    /** Answers a request for a binary input: a place for the bytes, which come next and elsewhere. */
    createInput(universeId, body) {
        this.#dropExpired();
        const size = body?.size;
        // A size of 0 is what protobuf takes for none; what the service makes of it is not measured.
        if (!Number.isInteger(size) || Number(size) < 1 || Number(size) > MAX_INPUT_BYTES) {
            return invalidArgument(`The field "size" is ${JSON.stringify(size)}; expected a whole number of bytes from 1 to ${MAX_INPUT_BYTES}.`);
        }
        const id = (0,external_node_crypto_namespaceObject.randomUUID)();
        const input = { ...this.#sign(), universeId, size: Number(size) };
        this.#inputs.set(id, input);
        const resource = {
            path: `universes/${universeId}/luau-execution-session-task-binary-inputs/${id}`,
            size: input.size,
            uploadUri: this.#uri('inputs', id, input),
        };
        return ok(resource);
    }
    /**
     * The bytes of a binary input, for a task of a universe.
     *
     * @param path as `createInput` answered it
     */
    findInput(path, universeId) {
        this.#dropExpired();
        const [, ofUniverse, id = ''] = /^universes\/(\d+)\/luau-execution-session-task-binary-inputs\/([^/]+)$/.exec(path) ?? [];
        const input = this.#inputs.get(id);
        if (input === undefined || input.universeId !== ofUniverse) {
            return { refused: notFound(`The binary input "${path}" does not exist.`) };
        }
        if (input.universeId !== universeId) {
            const message = `The binary input "${path}" is not one of universe ${universeId}.`;
            return { refused: invalidArgument(message) };
        }
        if (isExpired(input)) {
            return { refused: notFound(`The binary input "${path}" has expired.`) };
        }
        if (input.bytes === undefined) {
            const message = `Nothing has been uploaded for the binary input "${path}".`;
            return { refused: failedPrecondition(message) };
        }
        return { bytes: input.bytes };
    }
    /** Where the body of a PUT goes, or the answer that refuses it. */
    openInput(id, signature) {
        const allowed = allow(this.#inputs.get(id), signature);
        if ('refused' in allowed)
            return allowed;
        const input = allowed.payload;
        const target = new Uint8Array(new SharedArrayBuffer(input.size));
        return {
            target,
            finish(bytes) {
                if (bytes !== input.size) {
                    return storageError(400, 'InvalidArgument', `The body has ${bytes} bytes; expected the ${input.size} that were announced.`);
                }
                input.bytes = target;
                return { status: 200, body: '' };
            },
        };
    }
    /** Takes the binary output of a task; returns the URI where it can be fetched. */
    offerOutput(bytes) {
        this.#dropExpired();
        const id = (0,external_node_crypto_namespaceObject.randomUUID)();
        const output = { ...this.#sign(), bytes };
        this.#outputs.set(id, output);
        return this.#uri('outputs', id, output);
    }
    /** Answers a GET of a binary output. */
    fetchOutput(id, signature) {
        const allowed = allow(this.#outputs.get(id), signature);
        return 'refused' in allowed ? allowed.refused : ok(allowed.payload.bytes);
    }
    #sign() {
        return {
            signature: (0,external_node_crypto_namespaceObject.randomBytes)(SIGNATURE_BYTES).toString('base64url'),
            expires: Date.now() + this.#lifetimeMs,
        };
    }
    #uri(folder, id, { signature }) {
        return `${this.origin}/${folder}/${id}?signature=${signature}`;
    }
    /** What has expired stays known, so that it can be called expired; its bytes go. */
    #dropExpired() {
        for (const payload of [...this.#inputs.values(), ...this.#outputs.values()]) {
            if (isExpired(payload))
                delete payload.bytes;
        }
    }
}
function isExpired({ expires }) {
    return Date.now() >= expires;
}
/** The payload, if this signature is its own and still holds good. */
function allow(payload, signature) {
    if (payload === undefined || !isSame(signature, payload.signature))
        return { refused: FORBIDDEN };
    return isExpired(payload) ? { refused: EXPIRED } : { payload };
}
function isSame(sent, expected) {
    const [a, b] = [Buffer.from(sent), Buffer.from(expected)];
    return a.length === b.length && (0,external_node_crypto_namespaceObject.timingSafeEqual)(a, b);
}
/** The storage behind presigned URIs is no part of the API; that it spells errors as S3 does is a guess. */
function storageError(status, code, message) {
    return {
        status,
        headers: { 'content-type': 'application/xml' },
        body: `<?xml version="1.0" encoding="UTF-8"?>\n<Error><Code>${code}</Code><Message>${message}</Message></Error>`,
    };
}
const FORBIDDEN = storageError(403, 'SignatureDoesNotMatch', 'The signature is not the one of this address.');
const EXPIRED = storageError(403, 'AccessDenied', 'Request has expired');

;// CONCATENATED MODULE: ./build/emulator/payload-server.js



const PUT_INPUT = /^\/inputs\/([^/]+)$/;
const GET_OUTPUT = /^\/outputs\/([^/]+)$/;
const NOT_FOUND = storageError(404, 'NoSuchKey', 'There is nothing at this address.');
const KEY_REFUSED = storageError(400, 'InvalidArgument', 'The request has an Open Cloud key, which is for the API only: its URI is presigned.');
/** Answers a request to the second origin. */
async function answerPayload(origin, incoming, response) {
    const { payloads, faults, closing } = origin;
    const { method = '', url: path = '', headers } = incoming;
    const url = URL.parse(path, 'http://payloads');
    const signature = url?.searchParams.get('signature') ?? '';
    const inputId = method === 'PUT' ? PUT_INPUT.exec(url?.pathname ?? '')?.[1] : undefined;
    const outputId = method === 'GET' ? GET_OUTPUT.exec(url?.pathname ?? '')?.[1] : undefined;
    const slot = inputId === undefined ? undefined : payloads.openInput(inputId, signature);
    const target = slot && 'target' in slot ? slot.target : undefined;
    const { bytes, sha256 } = await digestBody(incoming, target);
    const { 'x-api-key': key, ...otherHeaders } = headers;
    const request = {
        origin: 'payloads',
        method,
        path,
        headers: otherHeaders,
        body: '',
        bytes,
        sha256,
    };
    origin.record(request);
    if (key !== undefined || JSON.stringify([path, otherHeaders]).includes(origin.apiKey)) {
        origin.onLeak(request);
        send(response, KEY_REFUSED);
    }
    else if (slot !== undefined) {
        const act = () => ('refused' in slot ? slot.refused : slot.finish(bytes));
        await answerUnder(faults.take('payload-put'), response, act, closing);
    }
    else if (outputId !== undefined) {
        const act = () => payloads.fetchOutput(outputId, signature);
        await answerUnder(faults.take('payload-get'), response, act, closing);
    }
    else {
        send(response, NOT_FOUND);
    }
}

;// CONCATENATED MODULE: ./build/emulator/quotas.js
/** How many requests the service takes: see QuotaGate. */

/**
 * The limits that live records show; documented are 45 reads a minute. The hourly limit is only claimed to exist.
 */
const KNOWN_QUOTAS = {
    createsPerMinute: 5,
    createsPerHour: 30,
    unfinishedPerPlace: 10,
    readsPerMinute: 200,
    logsPerMinute: 45,
    uploadsPerMinute: 30,
    binaryInputsPerMinute: 5,
};
/** The name of each bucket's limit. */
const LIMIT_OF = {
    create: 'createsPerMinute',
    'create-of-version': 'createsPerMinute',
    read: 'readsPerMinute',
    logs: 'logsPerMinute',
    upload: 'uploadsPerMinute',
    'binary-input': 'binaryInputsPerMinute',
};
const MINUTES_PER_HOUR = 60;
/** The service's, whatever is left to wait (live record). */
const RETRY_AFTER_QUOTA_SECONDS = 5;
/** "Up to half an hour": the hourly limit's `retry-after`, as users report it. */
const MAX_RETRY_AFTER_HOUR_SECONDS = 30 * 60;
/**
 * A second limit that every answer advertises beside its own, far from being reached: what makes lists of the headers.
 */
const FLOOD_LIMIT = 70_000;
/**
 * A number of requests in a fixed length of time, which begins with its first request. The service's begin by the clock;
 * these do not, so that what a test sees does not depend on the time of day.
 */
class FixedWindow {
    #limit;
    #lengthMs;
    #startedAt = Number.NEGATIVE_INFINITY;
    #used = 0;
    constructor(limit, lengthMs) {
        this.#limit = limit;
        this.#lengthMs = lengthMs;
    }
    take() {
        const now = Date.now();
        if (now >= this.#startedAt + this.#lengthMs) {
            this.#startedAt = now;
            this.#used = 0;
        }
        const granted = this.#used < this.#limit;
        if (granted)
            this.#used += 1;
        return {
            granted,
            limit: this.#limit,
            remaining: this.#limit - this.#used,
            resetMs: this.#startedAt + this.#lengthMs - now,
        };
    }
}
/** The gateway in front of the API: lets requests through while their quotas last. */
class QuotaGate {
    #minutes = new Map();
    #hour;
    /** @param minuteMs how long a quota's "minute" is; an hour is 60 of them */
    constructor(quotas, minuteMs) {
        for (const [bucket, name] of Object.entries(LIMIT_OF)) {
            const limit = quotas[name];
            if (limit === undefined)
                continue;
            this.#minutes.set(bucket, new FixedWindow(limit, minuteMs));
        }
        if (quotas.createsPerHour !== undefined) {
            this.#hour = new FixedWindow(quotas.createsPerHour, minuteMs * MINUTES_PER_HOUR);
        }
    }
    /**
     * Answers a request if its quotas have something left. The minute's quota is taken by what the API refuses as well;
     * that the hour's is too, once the minute's let a creation through, is a guess.
     */
    answer(bucket, answer) {
        const minute = this.#minutes.get(bucket)?.take();
        if (minute?.granted === false) {
            return withHeaders(QUOTA_SPENT, {
                ...advertise(minute),
                'x-envoy-ratelimited': 'true',
                'retry-after': String(RETRY_AFTER_QUOTA_SECONDS),
            });
        }
        const answered = this.#answerInHour(bucket, answer);
        const isAdvertised = answered.status === 200 || answered.status === 429;
        return minute && isAdvertised ? withHeaders(answered, advertise(minute)) : answered;
    }
    #answerInHour(bucket, answer) {
        const isCreate = LIMIT_OF[bucket] === 'createsPerMinute';
        const hour = isCreate ? this.#hour?.take() : undefined;
        if (hour === undefined || hour.granted)
            return answer();
        const seconds = Math.min(toSeconds(hour.resetMs), MAX_RETRY_AFTER_HOUR_SECONDS);
        return withHeaders(resourceExhausted(`The quota of ${hour.limit} Luau executions an hour is used up.`), { 'retry-after': String(seconds) });
    }
}
function advertise({ limit, remaining, resetMs }) {
    return {
        'x-ratelimit-limit': `${limit}, ${limit};w=60, ${FLOOD_LIMIT}`,
        'x-ratelimit-remaining': `${remaining}, ${FLOOD_LIMIT - 1}`,
        'x-ratelimit-reset': `${toSeconds(resetMs)}, 1`,
    };
}
function toSeconds(milliseconds) {
    return Math.ceil(milliseconds / 1000);
}
function withHeaders(answer, headers) {
    return { ...answer, headers: { ...answer.headers, ...headers } };
}

;// CONCATENATED MODULE: ./build/emulator/requests.js
const MAX_RECORDED_REQUESTS = 1000;
/** Adds a request, and drops the oldest one if there are too many. */
function record(requests, request) {
    requests.push(request);
    if (requests.length > MAX_RECORDED_REQUESTS)
        requests.shift();
}

;// CONCATENATED MODULE: ./build/emulator/logs.js
/** The log of a task: what is kept of it, and the pages in which it is read. */
/** The documented amount of log that is kept of a task, "450 KB". */
const WINDOW_BYTES = 450_000;
/** What a message costs on top of its text; measured at the service. */
const MESSAGE_OVERHEAD_BYTES = 47;
/**
 * Messages in a chunk. The service's chunks are not measured, beyond that small logs come in one; at this size a log
 * that fills the window has up to ten, so that reading page by page can be tried out.
 */
const MESSAGES_PER_CHUNK = 1000;
/**
 * The newest messages of a log. Older ones are dropped when the budget is used up, without a mark, as at the
 * service. Messages are kept or dropped as a whole, so one that is larger than the budget leaves nothing; how the
 * service treats such a message is not measured.
 */
class LogWindow {
    #messages = [];
    #bytes = 0;
    /** Everything that is kept, oldest first. */
    get messages() {
        return this.#messages;
    }
    append(message) {
        this.#messages.push(message);
        this.#bytes += cost(message);
        while (this.#bytes > WINDOW_BYTES) {
            const dropped = this.#messages.shift();
            if (dropped === undefined)
                break;
            this.#bytes -= cost(dropped);
        }
    }
}
function cost({ message }) {
    return Buffer.byteLength(message) + MESSAGE_OVERHEAD_BYTES;
}
function formatToken(firstChunk, view) {
    return Buffer.from(JSON.stringify({ firstChunk, view })).toString('base64url');
}
function parseToken(token) {
    try {
        const parsed = JSON.parse(Buffer.from(token, 'base64url').toString());
        return typeof parsed === 'object' && parsed !== null ? parsed : {};
    }
    catch {
        return {};
    }
}
/**
 * One page of a finished task's log. A silent script has one chunk without messages.
 *
 * @param taskPath the task's path, which the chunks' paths begin with
 * @returns undefined for a page token that this log did not give out for this view
 */
function readLogPage(messages, taskPath, { view, maxPageSize, pageToken }) {
    const chunkCount = Math.max(1, Math.ceil(messages.length / MESSAGES_PER_CHUNK));
    let first = 0;
    if (pageToken !== '') {
        const { firstChunk, view: tokenView } = parseToken(pageToken);
        if (!Number.isInteger(firstChunk) || tokenView !== view)
            return undefined;
        first = Number(firstChunk);
        if (first < 1 || first >= chunkCount)
            return undefined;
    }
    const next = Math.min(first + maxPageSize, chunkCount);
    const chunks = Array.from({ length: next - first }, (_, index) => {
        const number = first + index;
        const start = number * MESSAGES_PER_CHUNK;
        const kept = messages.slice(start, start + MESSAGES_PER_CHUNK);
        const path = `${taskPath}/logs/${number + 1}`;
        return view === 'FLAT'
            ? { path, messages: kept.map(({ message }) => message) }
            : { path, structuredMessages: kept };
    });
    return {
        luauExecutionSessionTaskLogs: chunks,
        nextPageToken: next < chunkCount ? formatToken(next, view) : '',
    };
}

;// CONCATENATED MODULE: ./build/emulator/task-path.js
const PLACE = String.raw `universes/(?<universeId>\d+)/places/(?<placeId>\d+)(?:/versions/(?<versionId>\d+))?`;
const TASK = '(?:luau-execution-session-tasks/(?<loneTaskId>[^/]+)' +
    '|luau-execution-sessions/(?<sessionId>[^/]+)/tasks/(?<taskId>[^/]+))';
const PLACE_PATTERN = new RegExp(`^${PLACE}$`);
const TASK_PATTERN = new RegExp(`^${PLACE}/${TASK}$`);
/** Reads `universes/U/places/P[/versions/V]`; undefined for anything else. */
function parsePlacePath(text) {
    const groups = PLACE_PATTERN.exec(text)?.groups;
    return groups && placeOf(groups);
}
/**
 * Reads a task's path in any of the four documented forms: with or without a version, and
 * `luau-execution-session-tasks/T` or `luau-execution-sessions/S/tasks/T`. Undefined for anything else.
 */
function parseTaskPath(text) {
    const groups = TASK_PATTERN.exec(text)?.groups;
    if (groups === undefined)
        return undefined;
    const taskId = groups['loneTaskId'] ?? groups['taskId'] ?? '';
    const sessionId = groups['sessionId'];
    return { ...placeOf(groups), taskId, ...(sessionId !== undefined && { sessionId }) };
}
/** The fullest form, in which the service answers even to a create that named no version. */
function formatTaskPath(path) {
    const { universeId, placeId, versionId, sessionId, taskId } = path;
    return (`universes/${universeId}/places/${placeId}/versions/${versionId}` +
        `/luau-execution-sessions/${sessionId}/tasks/${taskId}`);
}
function placeOf(groups) {
    const versionId = groups['versionId'];
    return {
        universeId: groups['universeId'] ?? '',
        placeId: groups['placeId'] ?? '',
        ...(versionId !== undefined && { versionId }),
    };
}

;// CONCATENATED MODULE: ./build/emulator/task-request.js

/** "Scripts can be up to 4 MB in size", read as MiB like the limit on results; in UTF-8. */
const MAX_SCRIPT_BYTES = 4_194_304;
const MIN_TIMEOUT_SECONDS = 1;
const MAX_TIMEOUT_SECONDS = 300;
const DEFAULT_TIMEOUT_SECONDS = 300;
/** A protobuf duration in JSON. */
const DURATION = /^(\d+(?:\.\d{1,9})?)s$/;
/**
 * Checks the body of a create call. Fields that the service does not know are ignored, as the service does: a
 * misspelt `enabledBinaryOutput` does nothing.
 *
 * @param body the parsed JSON
 * @returns the request, or the answer that refuses it
 */
function parseTaskRequest(body) {
    if (typeof body !== 'object' || body === null || Array.isArray(body)) {
        return refused('The request body must be a JSON object.');
    }
    const { script, timeout, binaryInput, enableBinaryOutput } = body;
    if (typeof script !== 'string' || script === '') {
        return refused('The field "script" must be a string that is not empty.');
    }
    const scriptBytes = Buffer.byteLength(script);
    if (scriptBytes > MAX_SCRIPT_BYTES) {
        return refused(`The field "script" has ${scriptBytes} bytes; at most ${MAX_SCRIPT_BYTES} are allowed.`);
    }
    const timeoutSeconds = parseTimeout(timeout);
    if (timeoutSeconds === undefined) {
        return refused(`The field "timeout" is ${JSON.stringify(timeout)}; expected a duration from ` +
            `"${MIN_TIMEOUT_SECONDS}s" to "${MAX_TIMEOUT_SECONDS}s".`);
    }
    if (!isAbsent(enableBinaryOutput) && typeof enableBinaryOutput !== 'boolean') {
        return refused('The field "enableBinaryOutput" must be a boolean.');
    }
    if (!isAbsent(binaryInput) && typeof binaryInput !== 'string') {
        return refused('The field "binaryInput" must be the path of a binary input.');
    }
    return {
        request: {
            script,
            timeoutMs: Math.round(timeoutSeconds * 1000),
            hasTimeout: !isAbsent(timeout),
            enableBinaryOutput: enableBinaryOutput === true,
            ...(!isAbsent(binaryInput) && { binaryInput }),
        },
    };
}
function refused(message) {
    return { refused: invalidArgument(message) };
}
/** protobuf's JSON takes null for an unset field, and the service takes "" for one. */
function isAbsent(value) {
    return value === undefined || value === null || value === '';
}
function parseTimeout(value) {
    if (isAbsent(value))
        return DEFAULT_TIMEOUT_SECONDS;
    const seconds = typeof value === 'string' ? Number(DURATION.exec(value)?.[1]) : Number.NaN;
    return seconds >= MIN_TIMEOUT_SECONDS && seconds <= MAX_TIMEOUT_SECONDS ? seconds : undefined;
}

;// CONCATENATED MODULE: ./build/emulator/engine/messages.js
/**
 * The most that a script may return, in bytes of JSON: "4 MB" in the documentation, this number in the service's error.
 */
const MAX_RESULT_BYTES = 4_194_304;

;// CONCATENATED MODULE: external "node:worker_threads"
const external_node_worker_threads_namespaceObject = __WEBPACK_EXTERNAL_createRequire(import.meta.url)("node:worker_threads");
;// CONCATENATED MODULE: ./build/emulator/engine/deferred.js
/** Makes a promise to resolve later. Node.js 20 has no `Promise.withResolvers`. */
function createDeferred() {
    let resolve;
    const promise = new Promise((resolvePromise) => {
        resolve = resolvePromise;
    });
    return { promise, resolve: (value) => resolve?.(value) };
}

;// CONCATENATED MODULE: ./build/emulator/engine/unavailable-summary.js
/** How many names the warning lists. */
const MAX_NAMES = 20;
/**
 * One sentence about all that a script reached for and the emulator has not; undefined if there is nothing.
 *
 * @param isExact false for a script that was ended from outside: then a count is the last that it told
 */
function summarizeUnavailable(counts, isExact) {
    const names = Object.keys(counts).toSorted();
    if (names.length === 0)
        return undefined;
    const listed = names.slice(0, MAX_NAMES).map((name) => {
        const count = counts[name] ?? 0;
        if (count === 1)
            return name;
        return `${name} (${count} times${isExact ? '' : ' or more'})`;
    });
    const more = names.length > MAX_NAMES ? `, and ${names.length - MAX_NAMES} more` : '';
    return (`The script reached for what is not available in the emulator: ${listed.join(', ')}${more}. ` +
        'Its outcome on Roblox may differ.');
}

;// CONCATENATED MODULE: ./build/emulator/engine/run-script.js



/** The VM's machine code, kept from the first worker of this process for all later ones. */
let compiledVm;
/** Beside this file, and beside the bundle. A variable, so that the bundler leaves its name alone. */
const HERE = import.meta.url;
const WORKER = new URL(HERE.endsWith('.ts') ? './worker.ts' : './worker.js', HERE);
function startWorker(input) {
    const worker = new external_node_worker_threads_namespaceObject.Worker(WORKER, {
        workerData: input,
        // None of this process' flags: a test runner's, for one, would be applied to the worker.
        execArgv: [],
        env: {},
        stdout: true,
        stderr: true,
    });
    // What the VM prints on its own is for nobody, and would pile up if it were not read.
    worker.stdout.resume();
    worker.stderr.resume();
    return worker;
}
/** Answers one request, whatever comes of it. */
async function answer({ id, service, payload }, onRequest) {
    try {
        if (onRequest === undefined)
            throw new Error(`Nobody answers requests of ${service}.`);
        const value = await onRequest(service, JSON.parse(payload));
        return { id, ok: true, text: JSON.stringify(value ?? null) };
    }
    catch (error) {
        return { id, ok: false, text: JSON.stringify(error instanceof Error ? error.message : error) };
    }
}
/**
 * Runs a script in a thread of its own, which is what makes it possible to end an endless loop: the deadline terminates
 * the thread. At Roblox a script that yields is ended about a second after its deadline and a busy one about six (live
 * records); here both are ended at once. On the virtual clock the deadline passes as soon as nothing is due before it;
 * a busy loop still has the same time of the real one.
 */
function runScript({ onLog, onRequest, ...run }) {
    const worker = startWorker({
        ...run,
        binaryInput: run.binaryInput,
        enableBinaryOutput: run.enableBinaryOutput ?? false,
        tree: run.tree ?? [],
        clock: run.clock ?? 'real',
        aliases: run.aliases ?? {},
        mark: run.mark ?? '',
        writesMemory: run.writesMemory ?? true,
        compiledVm,
    });
    const { promise: outcome, resolve } = createDeferred();
    const unavailable = createDeferred();
    const counts = new Map();
    let deadline;
    // The first call decides: terminating makes an `exit` of its own.
    let ended = false;
    const end = async (outcomeOfRun, isByItself = false) => {
        clearTimeout(deadline);
        const decides = !ended;
        ended = true;
        // Only when the thread is gone has everything arrived that it printed.
        await worker.terminate();
        if (!decides)
            return;
        const reached = Object.fromEntries(counts);
        const warning = summarizeUnavailable(reached, isByItself);
        if (warning !== undefined) {
            onLog({ message: warning, createTime: new Date().toISOString(), messageType: 'WARNING' });
        }
        unavailable.resolve(reached);
        resolve(outcomeOfRun);
    };
    worker.on('message', (message) => {
        switch (message.kind) {
            case 'compiled':
                compiledVm = message.module;
                break;
            case 'started':
                if (!ended)
                    deadline = setTimeout(() => void end({ kind: 'timed-out' }), run.timeoutMs);
                break;
            case 'log':
                onLog(message.message);
                break;
            case 'reached':
                counts.set(message.name, message.count);
                break;
            case 'request':
                void answer(message, onRequest).then((reply) => worker.postMessage(reply, []));
                break;
            case 'ended':
                void end(message.outcome, message.outcome.kind !== 'crashed');
                break;
        }
    });
    worker.on('error', (error) => void end({ kind: 'crashed', message: String(error) }));
    worker.on('exit', () => void end({ kind: 'crashed', message: 'The Luau VM ended without a word.' }));
    return { outcome, unavailable: unavailable.promise, stop: () => end({ kind: 'stopped' }) };
}

// EXTERNAL MODULE: external "node:fs"
var external_node_fs_ = __nccwpck_require__(3024);
// EXTERNAL MODULE: ./build/emulator/place/read-place.js + 10 modules
var read_place = __nccwpck_require__(1676);
;// CONCATENATED MODULE: ./build/emulator/place-source.js


/**
 * Reads a place; an empty one if there is no source.
 *
 * @throws {Error} if a file cannot be read or is not valid
 */
function readPlaceSource(source) {
    if (source === undefined)
        return { instances: [], warnings: [] };
    if ('tree' in source) {
        const { tree, warnings = [], aliases = {} } = source;
        return { instances: tree, warnings, aliases };
    }
    return (0,read_place/* readPlace */.y)((0,external_node_fs_.readFileSync)(source.file));
}
const MAX_WARNINGS = 3;
/** One message about all parts of a place that were left out; undefined if there are none. */
function warningOf({ warnings }) {
    if (warnings.length === 0)
        return undefined;
    const more = warnings.length - MAX_WARNINGS;
    return `The emulator left out parts of the place. ${warnings.slice(0, MAX_WARNINGS).join(' ')}${more > 0 ? ` There are ${more} more such warnings.` : ''}`;
}

;// CONCATENATED MODULE: ./build/emulator/tasks.js






/** "Information about a task is retained for 24 hours after task completion." */
const RETENTION_MS = 24 * 60 * 60 * 1000;
/** Whether the task has ended. */
function isOver({ state }) {
    return state === 'COMPLETE' || state === 'FAILED';
}
/** A task's path in its fullest form. */
function pathOf({ id, place }) {
    return formatTaskPath({ ...place, sessionId: id, taskId: id });
}
/** All tasks: creates them, moves them through their states, and runs their scripts. */
class TaskStore {
    #timing;
    #payloads;
    #places;
    #stores;
    #tasks = new Map();
    #timers = new Set();
    #running = new Set();
    #waiting = [];
    /**
     * @param payloads takes the binary outputs
     * @param places has the instances that tasks run on
     * @param stores the data stores and memory stores of the scripts
     */
    constructor(timing, payloads, places, stores) {
        this.#stores = stores;
        this.#timing = timing;
        this.#payloads = payloads;
        this.#places = places;
    }
    /** Creates a task. It answers at once; the task runs on by itself. */
    create({ place, request, input, fault }) {
        this.#forgetOld();
        const { queueDelayMs, bootDelayMs } = {
            ...this.#timing,
            ...(typeof fault === 'object' && fault),
        };
        const created = new Date();
        const task = {
            id: (0,external_node_crypto_namespaceObject.randomUUID)(),
            place,
            request,
            created,
            updated: created,
            state: queueDelayMs > 0 ? 'QUEUED' : 'PROCESSING',
            log: new LogWindow(),
            mark: (0,external_node_crypto_namespaceObject.randomBytes)(8).toString('hex'),
            unavailable: {},
        };
        this.#tasks.set(task.id, task);
        if (fault === 'stuck')
            return task;
        this.#after(queueDelayMs, () => {
            if (task.state === 'QUEUED')
                change(task, 'PROCESSING');
            this.#after(bootDelayMs, () => {
                this.#waiting.push(() => void this.#run(task, input, fault === 'endless'));
                this.#startWaiting();
            });
        });
        return task;
    }
    /** The task at a path, in whichever form it is written; undefined if any part of it is wrong. */
    find({ universeId, placeId, versionId, sessionId, taskId }) {
        const task = this.#tasks.get(taskId);
        if (task === undefined)
            return undefined;
        const { id, place } = task;
        const matches = universeId === place.universeId &&
            placeId === place.placeId &&
            (versionId === undefined || versionId === place.versionId) &&
            (sessionId === undefined || sessionId === id);
        return matches ? task : undefined;
    }
    /** The tasks of a place that have not ended, of whichever version, oldest first. */
    unfinished({ universeId, placeId }) {
        return [...this.#tasks.values()].filter((task) => !isOver(task) && task.place.universeId === universeId && task.place.placeId === placeId);
    }
    /** Ends all tasks, and resolves when their threads are gone. */
    async close() {
        for (const timer of this.#timers)
            clearTimeout(timer);
        this.#waiting.length = 0;
        await Promise.all([...this.#running].map((script) => script.stop()));
    }
    #after(delayMs, act) {
        if (delayMs <= 0) {
            act();
            return;
        }
        const timer = setTimeout(() => {
            this.#timers.delete(timer);
            act();
        }, delayMs);
        this.#timers.add(timer);
    }
    async #run(task, binaryInput, isEndless) {
        const { id, place, request } = task;
        const opened = this.#places.open(place);
        if ('problem' in opened) {
            const message = `The emulator cannot open the place. ${opened.problem}`;
            settle(task, { kind: 'crashed', message });
            return;
        }
        const warning = warningOf(opened);
        const createTime = new Date().toISOString();
        if (warning)
            task.log.append({ message: warning, createTime, messageType: 'WARNING' });
        const script = runScript({
            script: request.script,
            timeoutMs: request.timeoutMs,
            binaryInput,
            enableBinaryOutput: request.enableBinaryOutput,
            place: {
                universeId: Number(place.universeId),
                placeId: Number(place.placeId),
                placeVersion: Number(place.versionId),
                jobId: id,
            },
            tree: opened.instances,
            aliases: opened.aliases ?? {},
            mark: task.mark,
            clock: this.#timing.clock,
            onLog: (message) => task.log.append(message),
            onRequest: async (service, payload) => this.#stores.answer(place.universeId, service, payload),
        });
        this.#running.add(script);
        const outcome = await script.outcome;
        task.unavailable = await script.unavailable;
        this.#running.delete(script);
        this.#startWaiting();
        if (isEndless)
            return;
        if (outcome.kind === 'returned' && outcome.binaryOutput !== undefined) {
            task.binaryOutputUri = this.#payloads.offerOutput(outcome.binaryOutput);
        }
        settle(task, outcome);
    }
    #startWaiting() {
        while (this.#running.size < this.#timing.maxRunning) {
            const start = this.#waiting.shift();
            if (start === undefined)
                return;
            start();
        }
    }
    #forgetOld() {
        const oldest = Date.now() - RETENTION_MS;
        for (const task of this.#tasks.values()) {
            if (isOver(task) && task.updated.getTime() < oldest)
                this.#tasks.delete(task.id);
        }
    }
}
function change(task, state) {
    task.state = state;
    task.updated = new Date();
}
function settle(task, outcome) {
    if (outcome.kind === 'returned') {
        // Records show both `{}` and an empty array for a script that returns nothing; four clients need the array.
        task.output = { results: outcome.results ?? [] };
        change(task, 'COMPLETE');
        return;
    }
    task.error = errorOf(outcome);
    change(task, 'FAILED');
}
function errorOf(outcome) {
    switch (outcome.kind) {
        case 'raised':
            return { code: 'SCRIPT_ERROR', message: outcome.message };
        case 'timed-out':
            return {
                code: 'DEADLINE_EXCEEDED',
                message: 'Script execution timed out. The script took longer than the configured timeout.',
            };
        case 'too-large':
            return {
                code: 'OUTPUT_SIZE_LIMIT_EXCEEDED',
                message: `Return results too large. Please reduce return result length to ${MAX_RESULT_BYTES}. ` +
                    `Current size: ${outcome.bytes}`,
            };
        case 'crashed':
            return { code: 'INTERNAL_ERROR', message: outcome.message };
        case 'stopped':
            return { code: 'INTERNAL_ERROR', message: 'The emulator was closed.' };
    }
}

// EXTERNAL MODULE: ./build/emulator/place/limits.js
var limits = __nccwpck_require__(660);
// EXTERNAL MODULE: ./build/emulator/place/place-file-error.js
var place_file_error = __nccwpck_require__(3475);
;// CONCATENATED MODULE: ./build/emulator/uploads.js
/** The versions of places, and the files that became them. */




/** The first bytes of a place file: binary, and XML. */
const FORMATS = [
    Buffer.from('<roblox!\x89\xff\r\n\x1a\n', 'latin1'),
    Buffer.from('<roblox '),
];
/** How many uploaded files are kept open: a tree takes several times the memory of its file. */
const MAX_OPEN_FILES = 8;
/** All places' versions. A place exists as soon as it is named, and has the first versions without any upload. */
class PlaceVersions {
    #first;
    #firstPlace;
    #latest = new Map();
    #versionOfContent = new Map();
    /** By universe, place and version; the file that was uploaded first comes first. */
    #opened = new Map();
    /** Oldest first. */
    uploads = [];
    /**
     * @param first the latest version of each place before anything is uploaded to it
     * @param firstPlace the content of that version and of all before it
     */
    constructor(first, firstPlace) {
        this.#first = first;
        this.#firstPlace = firstPlace;
    }
    /** The latest version of a place. */
    latest({ universeId, placeId }) {
        return this.#latest.get(`${universeId}/${placeId}`) ?? this.#first;
    }
    /** The content of a version that exists. */
    open({ universeId, placeId, versionId }) {
        if (Number(versionId) <= this.#first)
            return this.#firstPlace;
        return (this.#opened.get(`${universeId}/${placeId}/${versionId}`) ?? {
            problem: `It keeps the latest ${MAX_OPEN_FILES} uploaded files, and version ${versionId} is older. Upload the file again.`,
        });
    }
    /**
     * Takes a file. Bytes that the place has had before get the version that they got then, as at the service.
     *
     * @throws {PlaceFileError} if the file is not a valid place
     */
    add(place, versionType, file) {
        const { universeId, placeId } = place;
        const { bytes, sha256 } = file;
        const content = `${universeId}/${placeId}/${sha256}`;
        const version = this.#versionOfContent.get(content) ?? this.latest(place) + 1;
        const key = `${universeId}/${placeId}/${version}`;
        if (!this.#opened.has(key))
            this.#opened.set(key, openFile(file));
        for (const oldest of this.#opened.keys()) {
            if (this.#opened.size > MAX_OPEN_FILES)
                this.#opened.delete(oldest);
        }
        this.#versionOfContent.set(content, version);
        this.#latest.set(`${universeId}/${placeId}`, Math.max(version, this.latest(place)));
        const upload = { universeId, placeId, version, versionType, bytes, sha256 };
        this.uploads.push(upload);
        return upload;
    }
}
/** Reads a file. A mistake of the reader itself does not refuse the file: the tasks of the version fail. */
function openFile({ bytes, content }) {
    if (content === undefined) {
        throw new place_file_error/* PlaceFileError */.Y(`It has ${bytes} bytes, and the emulator reads at most ${limits/* MAX_FILE_BYTES */.gZ}.`);
    }
    try {
        return (0,read_place/* readPlace */.y)(content);
    }
    catch (error) {
        if (error instanceof place_file_error/* PlaceFileError */.Y)
            throw error;
        return { problem: String(error) };
    }
}
/**
 * Answers an upload of a place file, as this older API does: JSON with the content type of plain text. The content type of
 * the file is ignored: Roblox's own demo sends binary files as `application/xml`.
 */
function answerUpload(places, place, versionType, file) {
    if (versionType !== 'Saved' && versionType !== 'Published') {
        return badUpload(`The versionType is "${versionType ?? ''}"; expected Saved or Published.`);
    }
    if (!FORMATS.some((start) => file.head.subarray(0, start.length).equals(start))) {
        return badUpload('The file is neither a binary place file (.rbxl) nor an XML one (.rbxlx).');
    }
    try {
        const { version } = places.add(place, versionType, file);
        return ok(JSON.stringify({ versionNumber: version }));
    }
    catch (error) {
        if (!(error instanceof place_file_error/* PlaceFileError */.Y))
            throw error;
        return badUpload(`The place file cannot be read. ${error.message}`);
    }
}
/** "Invalid request / Invalid file content." Its words, and which of the service's spellings it has, are a guess. */
function badUpload(errorMessage) {
    return { status: 400, body: { errorCode: 'InvalidRequest', errorMessage } };
}

;// CONCATENATED MODULE: ./build/emulator/routes.js






/** "At most 10000 are returned … higher values are set to 10000." */
const MAX_PAGE_SIZE = 10_000;
/** The owner of the key, the same for all tasks. */
const USER_ID = '1';
const ROUTES = [
    {
        method: 'POST',
        pattern: /^\/cloud\/v2\/(.+\/versions\/[^/]+)\/luau-execution-session-tasks$/,
        kind: 'create',
        bucket: 'create-of-version',
        answer: createTask,
    },
    {
        method: 'POST',
        pattern: /^\/cloud\/v2\/(.+)\/luau-execution-session-tasks$/,
        kind: 'create',
        answer: createTask,
    },
    {
        method: 'POST',
        pattern: /^\/cloud\/v2\/universes\/(\d+)\/luau-execution-session-task-binary-inputs$/,
        kind: 'binary-input',
        answer: createBinaryInput,
    },
    {
        method: 'POST',
        pattern: /^\/universes\/v1\/(\d+)\/places\/(\d+)\/versions$/,
        kind: 'upload',
        answer: uploadPlace,
    },
    { method: 'GET', pattern: /^\/cloud\/v2\/(.+)\/logs$/, kind: 'logs', answer: listLogs },
    { method: 'GET', pattern: /^\/cloud\/v2\/(.+)$/, kind: 'read', answer: getTask },
];
/** Finds the API call of a request; undefined if there is none. */
function findRoute(method, pathname) {
    for (const { pattern, kind, bucket, answer, ...route } of ROUTES) {
        const match = route.method === method ? pattern.exec(pathname) : null;
        if (match === null)
            continue;
        return {
            kind,
            bucket: bucket ?? kind,
            answer: (cloud, request) => answer(cloud, request, match.slice(1)),
        };
    }
    return undefined;
}
function createTask(cloud, request, [parent = '']) {
    const { tasks, places, payloads, unfinishedPerPlace } = cloud;
    const place = parsePlacePath(parent);
    if (place === undefined)
        return NO_SUCH_ROUTE;
    const latest = places.latest(place);
    const versionId = place.versionId ?? String(latest);
    if (Number(versionId) < 1 || Number(versionId) > latest) {
        return notFound(`Place ${place.placeId} has no version ${versionId}; its latest is ${latest}.`);
    }
    const body = parseJson(request.body);
    if (body === undefined)
        return NOT_JSON;
    const parsed = parseTaskRequest(body);
    if ('refused' in parsed)
        return parsed.refused;
    const { binaryInput } = parsed.request;
    const input = binaryInput === undefined ? undefined : payloads.findInput(binaryInput, place.universeId);
    if (input !== undefined && 'refused' in input)
        return input.refused;
    const unfinished = unfinishedPerPlace === undefined ? [] : tasks.unfinished(place);
    if (unfinishedPerPlace !== undefined && unfinished.length >= unfinishedPerPlace) {
        return resourceExhausted(`Too many tasks already active. Task resource paths: ${unfinished.map(pathOf).join(', ')}`);
    }
    const task = tasks.create({
        place: { ...place, versionId },
        request: parsed.request,
        input: input?.bytes,
        fault: request.taskFault,
    });
    // A creation is answered with its script (record), a BASIC read is not.
    return ok(taskResource(task, 'FULL'));
}
function createBinaryInput({ payloads }, { body }, [universeId = '']) {
    const fields = parseJson(body);
    return fields === undefined ? NOT_JSON : payloads.createInput(universeId, fields);
}
function uploadPlace({ places }, { query, file }, [universeId = '', placeId = '']) {
    if (file === undefined)
        throw new Error('The body of an upload was not read as a file.');
    const place = { universeId, placeId };
    return answerUpload(places, place, query.get('versionType'), file);
}
const NOT_JSON = invalidArgument('The request body is not JSON.');
function parseJson(text) {
    try {
        return JSON.parse(text);
    }
    catch {
        return undefined;
    }
}
function getTask({ tasks }, { query }, [path = '']) {
    const found = findTask(tasks, path);
    if ('refused' in found)
        return found.refused;
    const view = viewOf(query, ['BASIC', 'FULL']);
    return view === undefined
        ? invalidArgument(`The view "${query.get('view')}" is neither BASIC nor FULL.`)
        : ok(taskResource(found.task, view));
}
function listLogs({ tasks }, { query }, [path = '']) {
    const found = findTask(tasks, path);
    if ('refused' in found)
        return found.refused;
    const view = viewOf(query, ['FLAT', 'STRUCTURED']);
    if (view === undefined) {
        return invalidArgument(`The view "${query.get('view')}" is neither FLAT nor STRUCTURED.`);
    }
    const size = query.get('maxPageSize') || '0';
    if (!/^\d+$/.test(size)) {
        return invalidArgument(`The maxPageSize "${size}" is not a whole number from 1 to 10000.`);
    }
    // A log is empty until its task has ended: the service does not stream logs.
    if (!isOver(found.task))
        return ok({ luauExecutionSessionTaskLogs: [], nextPageToken: '' });
    const page = readLogPage(found.task.log.messages, pathOf(found.task), {
        view,
        maxPageSize: Math.min(Number(size) || MAX_PAGE_SIZE, MAX_PAGE_SIZE),
        pageToken: query.get('pageToken') ?? '',
    });
    return page === undefined
        ? invalidArgument('The pageToken is not one that this log gave out for this view.')
        : ok(page);
}
function findTask(tasks, text) {
    const path = parseTaskPath(text);
    if (path === undefined)
        return { refused: NO_SUCH_ROUTE };
    const task = tasks.find(path);
    return task ? { task } : { refused: notFound(`The task "${text}" does not exist.`) };
}
/** The view that a query asks for, by default the first one; undefined for one that does not exist. */
function viewOf(query, views) {
    const asked = query.get('view') || 'VIEW_UNSPECIFIED';
    return asked === 'VIEW_UNSPECIFIED' ? views[0] : views.find((view) => view === asked);
}
/** The JSON of a task. The BASIC view leaves the script out. */
function taskResource(task, view) {
    const { request, output, error, binaryOutputUri } = task;
    const { binaryInput, enableBinaryOutput } = request;
    return {
        path: pathOf(task),
        createTime: task.created.toISOString(),
        updateTime: task.updated.toISOString(),
        user: USER_ID,
        state: task.state,
        ...(view === 'FULL' && { script: request.script }),
        ...(request.hasTimeout && { timeout: `${request.timeoutMs / 1000}s` }),
        ...(binaryInput !== undefined && { binaryInput }),
        ...(enableBinaryOutput && { enableBinaryOutput }),
        ...(binaryOutputUri !== undefined && { binaryOutputUri }),
        ...(output && { output }),
        ...(error && { error }),
        // Not in the real API.
        ...(isOver(task) && { emulator: { unavailable: task.unavailable, mark: task.mark } }),
    };
}

;// CONCATENATED MODULE: ./build/emulator/stores/data-stores.js
/** The data stores of one universe, in memory. Time is handed in: milliseconds since 1970. */
/** All versions together: the emulator's own bound, because versions do not expire here. */
const MAX_STORED_BYTES = 256 * 1024 * 1024;
/** Roblox's version ids are longer than this, and sort by time like these. */
function versionId(time, count) {
    const hex = Math.floor(time).toString(16).toUpperCase().padStart(16, '0');
    return `${hex}.${String(count).padStart(10, '0')}.${hex}.01`;
}
function latestOf(entry) {
    return entry?.versions.at(-1);
}
function answerOf(entry, version) {
    const { id, value, time, userIds, metadata } = version;
    return {
        ...(value !== undefined && { value }),
        version: id,
        createdTime: entry.created,
        updatedTime: time,
        userIds,
        metadata,
    };
}
/** The stores of one universe, which all of its tasks share. */
class DataStores {
    #stores = new Map();
    #bytes = 0;
    #versions = 0;
    /**
     * Answers one request. A refusal that scripts see is `{ error }`.
     *
     * @throws {Error} if there is no such operation
     */
    answer(request) {
        const { operation } = request;
        const store = this.#stores.get(request.store);
        const entry = store?.entries.get(request.key);
        const latest = latestOf(entry);
        switch (operation) {
            case 'get':
                return entry && latest?.value !== undefined ? answerOf(entry, latest) : {};
            case 'set':
                return this.#write(request, request.value);
            case 'swap':
                if ((latest?.id ?? '') !== request.version)
                    return { isStale: true };
                return this.#write(request, request.value);
            case 'increment':
                return this.#increment(request, latest?.value);
            case 'remove':
                if (entry === undefined || latest?.value === undefined)
                    return {};
                this.#write(request, undefined);
                return answerOf(entry, latest);
            case 'latest':
                return entry && latest ? answerOf(entry, latest) : {};
            default:
                return this.#answerHistory(request, entry);
        }
    }
    #answerHistory(request, entry) {
        switch (request.operation) {
            case 'version':
                return this.#find(entry, ({ id }) => id === request.version);
            case 'versionAt':
                return this.#find(entry, ({ time }) => time <= (request.max ?? 0));
            case 'removeVersion':
                if (entry)
                    this.#removeVersion(entry, request.version);
                return {};
            case 'versions':
                return this.#listVersions(request, entry);
            case 'keys':
                return this.#listKeys(request);
            case 'stores':
                return this.#listStores(request);
            case 'sorted':
                return this.#sort(request);
            default:
                throw new Error(`DataStoreService has no operation "${request.operation}".`);
        }
    }
    #write(request, value) {
        const { key, now, userIds = [], metadata = {} } = request;
        const bytes = value?.length ?? 0;
        if (this.#bytes + bytes > MAX_STORED_BYTES) {
            return { error: `The emulator's data stores keep at most ${MAX_STORED_BYTES} bytes.` };
        }
        this.#bytes += bytes;
        const store = this.#stores.get(request.store) ?? {
            created: now,
            updated: now,
            entries: new Map(),
        };
        this.#stores.set(request.store, store);
        store.updated = now;
        const old = store.entries.get(key);
        // A key that was removed starts anew, and keeps the versions from before.
        const isNew = latestOf(old)?.value === undefined && value !== undefined;
        const entry = old ?? { created: now, versions: [] };
        if (isNew)
            entry.created = now;
        store.entries.set(key, entry);
        this.#versions += 1;
        const version = {
            id: versionId(now, this.#versions),
            ...(value !== undefined && { value }),
            time: now,
            userIds,
            metadata,
        };
        entry.versions.push(version);
        return answerOf(entry, version);
    }
    #increment(request, old) {
        const value = JSON.parse(old ?? '0');
        if (typeof value !== 'number')
            return { isNotNumber: true };
        return this.#write(request, JSON.stringify(value + (request.delta ?? 1)));
    }
    #find(entry, matches) {
        const found = entry?.versions.findLast(matches);
        return entry && found?.value !== undefined ? answerOf(entry, found) : {};
    }
    #removeVersion(entry, id) {
        const index = entry.versions.findIndex((version) => version.id === id);
        const [removed] = index < 0 ? [] : entry.versions.splice(index, 1);
        this.#bytes -= removed?.value?.length ?? 0;
    }
    #listVersions({ ascending, min = 0, max = 0 }, entry) {
        const versions = (entry?.versions ?? [])
            .filter(({ time }) => time >= min && (max <= 0 || time <= max))
            .map(({ id, time, value }) => ({
            version: id,
            createdTime: time,
            isDeleted: value === undefined,
        }));
        return ascending === false ? versions.toReversed() : versions;
    }
    #listKeys({ store, key, excludeDeleted }) {
        return [...(this.#stores.get(store)?.entries ?? [])]
            .filter(([name, entry]) => name.startsWith(key) && (excludeDeleted !== true || latestOf(entry)?.value !== undefined))
            .map(([name]) => name)
            .toSorted();
    }
    #listStores({ store: prefix }) {
        return [...this.#stores]
            .filter(([name]) => name.startsWith(prefix))
            .map(([name, { created, updated }]) => ({ name, createdTime: created, updatedTime: updated }))
            .toSorted((a, b) => (a.name < b.name ? -1 : 1));
    }
    #sort({ store, key: scope, ascending, min, max }) {
        const sign = ascending === true ? 1 : -1;
        return [...(this.#stores.get(store)?.entries ?? [])]
            .flatMap(([key, entry]) => {
            const value = Number(latestOf(entry)?.value ?? Number.NaN);
            const isListed = value >= (min ?? -Infinity) && value <= (max ?? Infinity);
            return key.startsWith(scope) && isListed ? [{ key: key.slice(scope.length), value }] : [];
        })
            .toSorted((a, b) => sign * (a.value - b.value));
    }
}

;// CONCATENATED MODULE: ./build/emulator/stores/memory-stores.js
/** The memory stores of one universe: hash maps, sorted maps and queues. Time is handed in, in seconds since 1970. */
/** All items together: the emulator's own bound. */
const MAX_STORED_ITEMS = 1_000_000;
/** Numbers first, then texts, then items without a sort key: a guess. */
function rankOf(sortKey) {
    if (sortKey === undefined)
        return 2;
    return typeof sortKey === 'number' ? 0 : 1;
}
function compare(a, b) {
    return a < b ? -1 : Number(a > b);
}
function compareSortKeys(a, b) {
    const ranks = rankOf(a.sortKey) - rankOf(b.sortKey);
    if (ranks !== 0 || a.sortKey === undefined || b.sortKey === undefined)
        return ranks;
    return compare(a.sortKey, b.sortKey);
}
/** Compares an item with another one or with a bound, of which the key may be absent. */
function compareItems(a, b) {
    const sorted = compareSortKeys(a, b);
    return sorted !== 0 || b.key === undefined ? sorted : compare(a.key, b.key);
}
/** The memory stores of one universe, which all of its tasks share. */
class MemoryStores {
    #stores = new Map();
    #takeFault;
    #writes = 0;
    /** @param takeFault returns the fault of the next write */
    constructor(takeFault = () => undefined) {
        this.#takeFault = takeFault;
    }
    /**
     * Answers one request. A refusal that scripts see is `{ error }`.
     *
     * @throws {Error} if there is no such operation
     */
    answer(request) {
        const items = this.#open(request);
        const { key = '' } = request;
        const item = items.get(key);
        switch (request.operation) {
            case 'get':
                return item ?? {};
            case 'set':
                return this.#write(request, items, key);
            case 'swap':
                if ((item?.version ?? 0) !== request.version)
                    return { isStale: true };
                return this.#write(request, items, key);
            case 'remove':
                items.delete(key);
                return {};
            case 'add':
                return this.#write(request, items, String(this.#writes + 1));
            case 'range':
                return rangeOf(request, items);
            case 'read':
                return this.#read(request, items);
            case 'removeRead':
                for (const [name, { readId, hiddenUntil }] of items) {
                    if (readId === request.id && hiddenUntil > request.now)
                        items.delete(name);
                }
                return {};
            case 'size':
                return { size: visibleOf(request, items).length };
            default:
                throw new Error(`MemoryStoreService has no operation "${request.operation}".`);
        }
    }
    /** The items of a structure that have not expired. */
    #open({ store, now }) {
        const items = this.#stores.get(store) ?? new Map();
        this.#stores.set(store, items);
        for (const [key, { expiresAt }] of items)
            if (expiresAt <= now)
                items.delete(key);
        return items;
    }
    #write(request, items, key) {
        let count = 0;
        for (const { size } of this.#stores.values())
            count += size;
        if (count >= MAX_STORED_ITEMS && !items.has(key)) {
            return { error: `The emulator's memory stores keep at most ${MAX_STORED_ITEMS} items.` };
        }
        const fault = this.#takeFault();
        const answer = fault === undefined ? {} : { error: 'InternalError: The memory store failed.' };
        if (fault === 'refused')
            return answer;
        this.#writes += 1;
        const { value = 'null', now, expiration = 0, sortKey } = request;
        items.set(key, {
            key,
            value,
            ...(sortKey !== undefined && { sortKey }),
            expiresAt: now + expiration,
            version: this.#writes,
            hiddenUntil: 0,
        });
        return answer;
    }
    #read(request, items) {
        const { count = 1, allOrNothing, now, invisibility = 0 } = request;
        // A higher priority comes first; a map keeps the order in which items were added.
        const found = visibleOf(request, items)
            .toSorted((a, b) => Number(b.sortKey ?? 0) - Number(a.sortKey ?? 0))
            .slice(0, count);
        if (found.length === 0 || (allOrNothing === true && found.length < count))
            return {};
        this.#writes += 1;
        const id = `read-${this.#writes}`;
        for (const item of found)
            Object.assign(item, { readId: id, hiddenUntil: now + invisibility });
        return { id, values: found.map(({ value }) => value) };
    }
}
/** The items that a queue does not hide. */
function visibleOf({ now }, items) {
    return [...items.values()].filter(({ hiddenUntil }) => hiddenUntil <= now);
}
function rangeOf(request, items) {
    const { ascending, count = Infinity, lower, upper } = request;
    const found = [...items.values()]
        .filter((item) => (lower === undefined || compareItems(item, lower) > 0) &&
        (upper === undefined || compareItems(item, upper) < 0))
        .toSorted(compareItems);
    return (ascending === false ? found.toReversed() : found).slice(0, count);
}

;// CONCATENATED MODULE: ./build/emulator/stores/universe-stores.js


/** The stores of all universes of an emulator, which its tasks share. */
class UniverseStores {
    #data = new Map();
    #memory = new Map();
    #takeFault;
    /** @param takeFault returns the fault of the next write to a memory store */
    constructor(takeFault = () => undefined) {
        this.#takeFault = takeFault;
    }
    /**
     * Answers a request of the engine's service.
     *
     * @throws {Error} if there is no such service or operation
     */
    answer(universeId, service, payload) {
        if (service === 'DataStore') {
            const stores = this.#data.get(universeId) ?? new DataStores();
            this.#data.set(universeId, stores);
            return stores.answer(payload);
        }
        if (service === 'MemoryStore') {
            const stores = this.#memory.get(universeId) ?? new MemoryStores(this.#takeFault);
            this.#memory.set(universeId, stores);
            return stores.answer(payload);
        }
        throw new Error(`The emulator has no stores of ${service}.`);
    }
}

;// CONCATENATED MODULE: ./build/emulator/server.js
















/** The largest script, with each of its bytes escaped in JSON, fits well. */
const MAX_TEXT_BODY_BYTES = 32 * 1024 * 1024;
/** "Valid for 15 minutes from the time of creation", and an output from the completion of its task. */
const PAYLOAD_LIFETIME_MS = 15 * 60 * 1000;
const KEY_HEADER = 'x-api-key';
/**
 * Starts a local Open Cloud that runs Luau scripts: see `routes.ts` for what it answers.
 *
 * @throws {Error} when the port is taken or may not be listened on, or when the place cannot be read
 */
async function startEmulator(options = {}) {
    const apiKey = options.apiKey ?? (0,external_node_crypto_namespaceObject.randomBytes)(24).toString('base64url');
    const payloads = new PayloadStore(options.payloadLifetimeMs ?? PAYLOAD_LIFETIME_MS);
    const { queueDelayMs = 0, bootDelayMs = 0, clock = 'real', maxRunning = Infinity } = options;
    const places = new PlaceVersions(options.placeVersion ?? 1, readPlaceSource(options.place));
    const faults = new FaultQueue();
    const stores = new UniverseStores(() => faults.take('memory-store'));
    const timing = { queueDelayMs, bootDelayMs, clock, maxRunning };
    const tasks = new TaskStore(timing, payloads, places, stores);
    const { quotas = {} } = options;
    const { unfinishedPerPlace } = quotas;
    const cloud = { tasks, places, payloads, unfinishedPerPlace };
    const gate = new QuotaGate(quotas, options.minuteMs ?? 60_000);
    const requests = [];
    const leaks = [];
    const closing = new AbortController();
    const answerApi = async (incoming, response) => {
        const { method = '', url: path = '', headers } = incoming;
        const url = URL.parse(path, 'http://emulator');
        const route = url === null ? undefined : findRoute(method, url.pathname);
        const isFile = route?.kind === 'upload';
        const text = isFile ? '' : await readText(incoming, MAX_TEXT_BODY_BYTES);
        const file = isFile ? await digestBody(incoming, undefined, limits/* MAX_FILE_BYTES */.gZ) : undefined;
        const { [KEY_HEADER]: key, ...otherHeaders } = headers;
        record(requests, {
            origin: 'api',
            method,
            path,
            headers: otherHeaders,
            body: text ?? '',
            ...(file && { bytes: file.bytes, sha256: file.sha256 }),
        });
        if (typeof key !== 'string' || !isSameKey(key, apiKey))
            return send(response, INVALID_KEY);
        if (text === undefined)
            return send(response, TOO_LARGE);
        if (url === null || route === undefined)
            return send(response, NO_SUCH_ROUTE);
        const { task: taskFault, answer: fault } = partFault(faults.take(route.kind));
        const request = {
            query: url.searchParams,
            body: text,
            file,
            taskFault,
        };
        const act = () => gate.answer(route.bucket, () => route.answer(cloud, request));
        await answerUnder(fault, response, act, closing.signal);
    };
    const payloadOrigin = {
        payloads,
        faults,
        apiKey,
        record: (request) => record(requests, request),
        onLeak: (request) => void leaks.push(request),
        closing: closing.signal,
    };
    const api = await listen(options.port ?? 0, answerApi);
    const storage = await listen(0, (incoming, response) => answerPayload(payloadOrigin, incoming, response));
    payloads.origin = originOf(storage);
    return {
        url: originOf(api),
        apiKey,
        requests,
        uploads: places.uploads,
        misbehave: (kind, added) => faults.add(kind, added),
        async close() {
            closing.abort();
            await Promise.all([closeServer(api), closeServer(storage), tasks.close()]);
            const [first] = leaks;
            if (first !== undefined)
                throw leakError(first, leaks.length);
        },
    };
}
function leakError({ method }, count) {
    return new Error(`A key reached the payload origin, in ${count} of the requests to it; the first was a ${method}. ` +
        'A presigned URI must be used without the key.');
}
/** Starts a server on 127.0.0.1. It answers 500 if `answer` rejects. */
async function listen(port, answer) {
    // Without a keep-alive timeout: after 5 s, the default, the server closes an idle connection, and a request that a
    // busy client sends at that moment gets ECONNRESET.
    const server = (0,external_node_http_namespaceObject.createServer)({ keepAliveTimeout: 0 }, (incoming, response) => {
        answer(incoming, response).catch(() => send(response, BROKEN));
    });
    server.listen(port, '127.0.0.1');
    await (0,external_node_events_namespaceObject.once)(server, 'listening');
    return server;
}
function originOf(server) {
    return `http://127.0.0.1:${server.address().port}`;
}
async function closeServer(server) {
    const closed = (0,external_node_events_namespaceObject.once)(server, 'close');
    server.close();
    server.closeAllConnections();
    await closed;
}
function isSameKey(sent, expected) {
    const [a, b] = [Buffer.from(sent), Buffer.from(expected)];
    return a.length === b.length && (0,external_node_crypto_namespaceObject.timingSafeEqual)(a, b);
}

;// CONCATENATED MODULE: ./build/emulator-library.js



const loadProjectReader = () => Promise.all(/* import() */[__nccwpck_require__.e(722), __nccwpck_require__.e(495)]).then(__nccwpck_require__.bind(__nccwpck_require__, 3495));

var __webpack_exports__PlaceFileError = __webpack_exports__.YJ;
var __webpack_exports__loadProjectReader = __webpack_exports__.n$;
var __webpack_exports__readPlace = __webpack_exports__.yI;
var __webpack_exports__startEmulator = __webpack_exports__.sJ;
export { __webpack_exports__PlaceFileError as PlaceFileError, __webpack_exports__loadProjectReader as loadProjectReader, __webpack_exports__readPlace as readPlace, __webpack_exports__startEmulator as startEmulator };
