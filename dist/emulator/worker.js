import { createRequire as __WEBPACK_EXTERNAL_createRequire } from "module";
/******/ var __webpack_modules__ = ({

/***/ 919:
/***/ ((module) => {

module.exports = __WEBPACK_EXTERNAL_createRequire(import.meta.url)("node:worker_threads");

/***/ }),

/***/ 898:
/***/ ((__unused_webpack___webpack_module__, __webpack_exports__, __nccwpck_require__) => {

/* harmony export */ __nccwpck_require__.d(__webpack_exports__, {
/* harmony export */   u: () => (/* binding */ createDeferred)
/* harmony export */ });
/** Makes a promise to resolve later. Node.js 20 has no `Promise.withResolvers`. */
function createDeferred() {
    let resolve;
    const promise = new Promise((resolvePromise) => {
        resolve = resolvePromise;
    });
    return { promise, resolve: (value) => resolve?.(value) };
}


/***/ }),

/***/ 890:
/***/ ((__unused_webpack___webpack_module__, __webpack_exports__, __nccwpck_require__) => {


// EXPORTS
__nccwpck_require__.d(__webpack_exports__, {
  Fi: () => (/* binding */ PART_PREFIX),
  KC: () => (/* binding */ ScriptHost),
  on: () => (/* binding */ readPart)
});

// UNUSED EXPORTS: toText

;// CONCATENATED MODULE: external "node:crypto"
const external_node_crypto_namespaceObject = __WEBPACK_EXTERNAL_createRequire(import.meta.url)("node:crypto");
;// CONCATENATED MODULE: external "node:fs"
const external_node_fs_namespaceObject = __WEBPACK_EXTERNAL_createRequire(import.meta.url)("node:fs");
;// CONCATENATED MODULE: ./build/emulator/engine/api/api.js

// A variable: the bundler would take the file of `new URL('…', import.meta.url)` for a module.
const HERE = import.meta.url;
/** Reads the generated data. */
function loadApi() {
    return JSON.parse((0,external_node_fs_namespaceObject.readFileSync)(new URL('./api.json', HERE), 'utf8'));
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
        throw new PlaceFileError('A chunk is no valid zstd frame, or expands to more than it says.', {
            cause,
        });
    }
    if (output.length !== length) {
        throw new PlaceFileError(`A chunk says that it expands to ${length} bytes, and has ${output.length}.`);
    }
    return output;
}

;// CONCATENATED MODULE: ./build/emulator/engine/byte-functions.js
/** What EncodingService and JSON need of bytes that Luau has not or would take long for. */



/** Longer data is not expanded: a small text can claim to be of any size. */
const MAX_EXPANDED_BYTES = 64 * 1024 * 1024;
/** Which bits of a zstd frame's descriptor say how long the field of its content's size is. */
const SIZE_FLAG_SHIFT = 6;
const SINGLE_SEGMENT_BIT = 0x20;
const DICTIONARY_BITS = 0x03;
const DICTIONARY_BYTES = [0, 1, 2, 4];
const TWO_BYTE_SIZE_OFFSET = 256;
/** The size that a zstd frame says its content has; undefined if it says none. */
function zstdContentSize(frame) {
    const view = new DataView(frame.buffer, frame.byteOffset, frame.byteLength);
    const descriptor = frame[4];
    if (!isZstd(frame) || descriptor === undefined)
        return undefined;
    const isSingle = (descriptor & SINGLE_SEGMENT_BIT) !== 0;
    const flag = descriptor >> SIZE_FLAG_SHIFT;
    const at = 5 + (isSingle ? 0 : 1) + (DICTIONARY_BYTES[descriptor & DICTIONARY_BITS] ?? 0);
    const length = flag === 0 ? (isSingle ? 1 : 0) : 2 ** flag;
    if (length === 0 || at + length > frame.length)
        return undefined;
    switch (length) {
        case 1:
            return view.getUint8(at);
        case 2:
            return view.getUint16(at, true) + TWO_BYTE_SIZE_OFFSET;
        case 4:
            return view.getUint32(at, true);
        default:
            return Number(view.getBigUint64(at, true));
    }
}
function fromZstd(bytes) {
    const size = zstdContentSize(bytes) ?? MAX_EXPANDED_BYTES;
    if (!isZstd(bytes) || size > MAX_EXPANDED_BYTES)
        return undefined;
    try {
        return (expandWithZlib ?? expandWithFzstd)(bytes, size);
    }
    catch {
        return undefined;
    }
}
const hash = (algorithm) => (bytes) => (0,external_node_crypto_namespaceObject.createHash)(algorithm).update(bytes).digest();
/** The functions, by the names that the prelude calls them. */
const BYTE_FUNCTIONS = {
    toBase64: (bytes) => Buffer.from(Buffer.from(bytes).toString('base64'), 'latin1'),
    fromBase64(bytes) {
        const text = Buffer.from(bytes).toString('latin1');
        return /^[A-Za-z0-9+/]*={0,2}$/.test(text) ? Buffer.from(text, 'base64') : undefined;
    },
    // Node has it from 22.15 on.
    toZstd: (bytes) => ("zstdCompressSync" in external_node_zlib_namespaceObject_0 ? external_node_zlib_namespaceObject.zstdCompressSync(bytes) : undefined),
    fromZstd,
    /** As a text. */
    zstdSize(bytes) {
        const size = zstdContentSize(bytes);
        return size === undefined ? undefined : Buffer.from(String(size));
    },
    Md5: hash('md5'),
    Sha1: hash('sha1'),
    Sha256: hash('sha256'),
};

;// CONCATENATED MODULE: ./build/emulator/engine/messages.js
/**
 * The most that a script may return, in bytes of JSON: "4 MB" in the documentation, this number in the service's error.
 */
const MAX_RESULT_BYTES = 4_194_304;

;// CONCATENATED MODULE: ./build/emulator/engine/tree-text.js
const FIELD_SEPARATOR = '\u001F';
const LINE_SEPARATOR = '\u001E';
const ESCAPE = '\u001D';
/** A text without the characters that separate: each becomes the escape and a digit. NUL would end the whole text. */
function tree_text_escape(text) {
    return text.replaceAll(
    // oxlint-disable-next-line no-control-regex
    /[\0\u001D-\u001F]/g, (character) => ESCAPE + (character === '\0' ? 0 : character.charCodeAt(0) - 0x1c));
}
/**
 * The instances as one text that Luau can split quickly: a line each, of id, parent, class, name, what else there is
 * (`s` source, `p` properties, `a` attributes), and tags. The rest is fetched when it is first looked at.
 */
function describeTree(tree) {
    return tree
        .map(({ id, parent, className, name, source, properties, attributes, tags = [] }) => {
        const has = [
            source === undefined ? '' : 's',
            Object.keys(properties ?? {}).length > 0 ? 'p' : '',
            Object.keys(attributes ?? {}).length > 0 ? 'a' : '',
        ].join('');
        return [id, parent, tree_text_escape(className), tree_text_escape(name), has, ...tags.map(tree_text_escape)].join(FIELD_SEPARATOR);
    })
        .join(LINE_SEPARATOR);
}

;// CONCATENATED MODULE: ./build/emulator/engine/script-host.js






/** The longest text that is handed to the VM at once, in characters: luau-web copies texts through the VM's stack. */
const MAX_PIECE_LENGTH = 256 * 1024;
/** What the chunks of the emulator's own code are called, so that traces can leave them out. */
const PART_PREFIX = '[emulator] ';
/** Between the fields of a line, and between lists. Names and types of the API hold neither. */
const script_host_FIELD_SEPARATOR = '\u001F';
const ITEM_SEPARATOR = '\u001E';
/**
 * The text of a Luau string, which the prelude sends as one character a byte. Bytes that are not UTF-8 become U+FFFD:
 * the service answers in JSON, which can carry nothing else.
 */
function toText(crossed) {
    return Buffer.from(String(crossed), 'latin1').toString('utf8');
}
// A variable: the bundler would take the files of `new URL('…', import.meta.url)` for modules.
const script_host_HERE = import.meta.url;
/** The code of a part of the engine that is written in Luau; undefined if there is none of that name. */
function readPart(part) {
    const url = new URL(`./luau/${part}.luau`, script_host_HERE);
    return (0,external_node_fs_namespaceObject.existsSync)(url) ? (0,external_node_fs_namespaceObject.readFileSync)(url, 'utf8') : undefined;
}
function judgeResults(json) {
    if (json === '')
        return { kind: 'returned' };
    const results = JSON.parse(json);
    const bytes = Buffer.byteLength(JSON.stringify(results));
    return bytes > MAX_RESULT_BYTES ? { kind: 'too-large', bytes } : { kind: 'returned', results };
}
const graphemes = new Intl.Segmenter('en', { granularity: 'grapheme' });
/** The length of each grapheme cluster of a text, in bytes of UTF-8. */
function graphemeLengths(text) {
    return [...graphemes.segment(text)].map(({ segment }) => Buffer.byteLength(segment));
}
function describeClass(found) {
    const properties = Object.entries(found.properties ?? {}).flat();
    return [
        [found.super ?? ''],
        [found.flags ?? ''],
        properties,
        found.methods ?? [],
        found.events ?? [],
        found.callbacks ?? [],
    ]
        .map((list) => list.join(ITEM_SEPARATOR))
        .join(script_host_FIELD_SEPARATOR);
}
/** One script's side of the conversation between the prelude in Luau and the worker. */
class ScriptHost {
    /** Set once, when the script has ended by itself. */
    outcome;
    /** All that is printed between two waits has one time, as in one frame of the engine. */
    frameTime = new Date().toISOString();
    #work;
    #vm;
    #tell;
    #api = loadApi();
    #answers = [];
    #binaryOutput;
    /** What the prelude wrote for its next question: a source, or a text to look at. */
    #text = '';
    /** What the last function of bytes made. */
    #bytes;
    /** The rest of the last long text. */
    #rest = '';
    constructor(work, vm, tell) {
        this.#work = work;
        this.#vm = vm;
        this.#tell = tell;
    }
    /** Takes the main thread's answer to a request, for the prelude to fetch. */
    receive(answer) {
        this.#answers.push(answer);
    }
    /** Whether the prelude has answers to fetch. */
    get hasAnswers() {
        return this.#answers.length > 0;
    }
    /** Arrow functions, because the VM calls both without an object. */
    read = (name) => {
        const colon = name.indexOf(':');
        if (colon >= 0)
            return this.#readOf(name.slice(0, colon), name.slice(colon + 1));
        const { place, binaryInput, enableBinaryOutput, clock, timeoutMs, tree } = this.#work;
        switch (name) {
            case 'guid':
                return (0,external_node_crypto_namespaceObject.randomUUID)();
            case 'now':
                return Date.now() / 1000;
            case 'inputBytes':
                // There is no empty one, and undefined would not arrive as nil.
                return binaryInput?.length ?? 0;
            case 'enableBinaryOutput':
                return enableBinaryOutput;
            case 'isVirtual':
                return clock === 'virtual';
            case 'timeoutSeconds':
                return timeoutMs / 1000;
            case 'mark':
                return this.#work.mark;
            case 'writesMemory':
                return this.#work.writesMemory;
            case 'tree':
                return this.#begin(describeTree(tree));
            case 'enumNames':
                return Object.keys(this.#api.enums).join(',');
            case 'classNames':
                return Object.keys(this.#api.classes).join(',');
            case 'answer':
                return this.#begin(this.#nextAnswer());
            case 'graphemes':
                return this.#begin(graphemeLengths(this.#text).join(' '));
            case 'byteCount':
                return this.#bytes?.length ?? -1;
            case 'NFC':
            case 'NFD':
                return this.#begin(this.#text.normalize(name));
            case 'rest':
                return this.#begin(this.#rest);
            default:
                return place[name];
        }
    };
    write = (name, value) => {
        const { memory } = this.#vm;
        const text = String(value);
        if (name.startsWith('bytes:')) {
            this.#bytes = BYTE_FUNCTIONS[name.slice('bytes:'.length)]?.(memory.bytesOf(text).slice());
            return;
        }
        switch (name) {
            case 'OUTPUT':
            case 'INFO':
            case 'WARNING':
            case 'ERROR':
                this.#tell({
                    kind: 'log',
                    message: { message: toText(value), createTime: this.frameTime, messageType: name },
                });
                break;
            case 'takeBytes':
                memory.bytesOf(text).set(this.#bytes ?? []);
                break;
            case 'text':
                this.#text = toText(value);
                break;
            case 'adopt': {
                const [metatable = '', pool = '', count] = text.split(', ');
                memory.adopt(metatable, pool, Number(count));
                break;
            }
            case 'vectorMetatable':
                memory.setVectorMetatable(text);
                break;
            case 'safe':
                memory.markSafe(text);
                break;
            case 'globals':
                memory.setGlobals(text);
                break;
            case 'request': {
                const [id, service = '', payload = ''] = toText(value).split(script_host_FIELD_SEPARATOR);
                this.#tell({ kind: 'request', id: Number(id), service, payload });
                break;
            }
            case 'reached': {
                const [count = '', member = ''] = toText(value).split(/ (.*)/s);
                this.#tell({ kind: 'reached', name: member, count: Number(count) });
                break;
            }
            case 'input':
                if (this.#work.binaryInput)
                    memory.bytesOf(text).set(this.#work.binaryInput);
                break;
            default:
                this.#end(name, value);
        }
    };
    /** The ways in which the prelude tells that the script ended. */
    #end(name, value) {
        switch (name) {
            case 'binaryOutput':
                this.#binaryOutput = this.#vm.memory.bytesOf(String(value)).slice();
                break;
            case 'returned': {
                const judged = judgeResults(toText(value));
                const binaryOutput = this.#binaryOutput;
                this.outcome =
                    judged.kind === 'returned' && binaryOutput ? { ...judged, binaryOutput } : judged;
                break;
            }
            case 'oversize':
                this.outcome = { kind: 'too-large', bytes: Number(value) };
                break;
            case 'failed':
                this.outcome = { kind: 'raised', message: toText(value) };
                break;
            case 'timedOut':
                this.outcome = { kind: 'timed-out' };
                break;
            default:
                throw new Error(`The prelude wrote host.${name}, which script-host.ts does not know.`);
        }
    }
    /** What stands behind a name with a key: absent is the empty text, for undefined would not arrive as nil. */
    #readOf(kind, key) {
        switch (kind) {
            case 'class': {
                const found = this.#api.classes[key];
                return found === undefined ? '' : describeClass(found);
            }
            case 'enum':
                return Object.entries(this.#api.enums[key] ?? {})
                    .map(([item, value]) => `${item}=${value}`)
                    .join(',');
            case 'alias':
                return this.#work.aliases[key] ?? '';
            case 'part': {
                const source = readPart(key);
                return source === undefined ? '' : this.#vm.load(source, PART_PREFIX + key);
            }
            case 'source':
                return this.#work.tree[Number(key)]?.source ?? '';
            case 'properties':
                return this.#begin(JSON.stringify(this.#work.tree[Number(key)]?.properties ?? {}));
            case 'attributes':
                return this.#begin(JSON.stringify(this.#work.tree[Number(key)]?.attributes ?? {}));
            case 'compile':
                return this.#compile(this.#text, key);
            case 'chunk': {
                const end = key.indexOf(':');
                const source = this.#work.tree[Number(key.slice(0, end))]?.source ?? '';
                return this.#compile(source, key.slice(end + 1));
            }
            default:
                throw new Error(`The prelude read host.${kind}, which script-host.ts does not know.`);
        }
    }
    /** A function of the VM, or the message of the error in the source. */
    #compile(source, name) {
        try {
            return this.#vm.load(source, name);
        }
        catch (error) {
            if (!(error instanceof SyntaxError))
                throw error;
            return error.message;
        }
    }
    /** The first piece of a text; the prelude reads `rest` until that is empty. */
    #begin(text) {
        let end = Math.min(text.length, MAX_PIECE_LENGTH);
        // Both halves of a character stay together.
        if (end < text.length && /[\uD800-\uDBFF]/.test(text.charAt(end - 1)))
            end -= 1;
        this.#rest = text.slice(end);
        return text.slice(0, end);
    }
    #nextAnswer() {
        const answer = this.#answers.shift();
        if (answer === undefined)
            return '';
        return [answer.id, answer.ok ? 'ok' : '', answer.text].join(script_host_FIELD_SEPARATOR);
    }
}


/***/ }),

/***/ 743:
/***/ ((__unused_webpack___webpack_module__, __webpack_exports__, __nccwpck_require__) => {


// EXPORTS
__nccwpck_require__.d(__webpack_exports__, {
  x: () => (/* binding */ MEMORY_MIB),
  g: () => (/* binding */ startVm)
});

;// CONCATENATED MODULE: ./build/emulator/engine/compile-failure.js
/** Names of the types, as the C++ compiler spells them. */
const TYPE_NAMES = ['N4Luau12CompileErrorE', 'N4Luau10ParseErrorE'];
const POINTER_BYTES = 4;
/** Where a typeinfo has the address of its name, in words. */
const TYPE_NAME = 1;
/** Fields of both types, in words. The text is longer than what libc++ would keep inside the object. */
const BEGIN_LINE = 1;
const TEXT_POINTER = 5;
const TEXT_LENGTH = 6;
/** An error in a Luau source. */
class CompileFailure extends Error {
    /** From 1. */
    line;
    constructor(line, message) {
        super(message);
        this.line = line;
    }
}
/**
 * The imports of the VM, with a `__cxa_throw` that throws a `CompileFailure`.
 *
 * @param instance the VM, once it is started
 */
function withCompileFailures(imports, instance) {
    const { __cxa_throw: abort } = imports.env;
    const env = {
        ...imports.env,
        __cxa_throw(object, type, destructor) {
            const memory = instance()?.exports.memory.buffer ?? new ArrayBuffer(0);
            const words = new Uint32Array(memory);
            const wordOf = (address, index) => words[address / POINTER_BYTES + index] ?? 0;
            const nameAt = wordOf(type, TYPE_NAME);
            const isKnown = TYPE_NAMES.some((name) => Buffer.from(memory, nameAt, name.length).toString('latin1') === name);
            if (!isKnown) {
                abort(object, type, destructor);
                return;
            }
            const text = Buffer.from(memory, wordOf(object, TEXT_POINTER), wordOf(object, TEXT_LENGTH));
            throw new CompileFailure(wordOf(object, BEGIN_LINE) + 1, text.toString('utf8'));
        },
    };
    return { ...imports, env };
}

;// CONCATENATED MODULE: ./build/emulator/engine/vm-memory.js
/**
 * Writes into the memory of the Luau VM, for what Luau code cannot do by itself: native types for the emulator's
 * objects, a metatable for vectors, and globals that are resolved when a chunk is loaded. Offsets are those of
 * luau-web 1.4 (Luau of February 2026, 32-bit pointers). Each write is preceded by a look at the type byte of the
 * object that it changes; a write that does not fit is left out, and the prelude goes its slower way. WebAssembly's
 * memory is little-endian, as are all machines that Node runs on.
 */
/** Luau's type numbers: the first byte of each object in the heap. */
const TYPE_VECTOR = 4;
const TYPE_STRING = 5;
const TYPE_TABLE = 6;
const TYPE_USERDATA = 8;
const vm_memory_POINTER_BYTES = 4;
/** A value in a table's array: 8 bytes of value, 4 of a vector's third number, 4 of type. */
const VALUE_BYTES = 16;
const VALUE_TYPE_OFFSET = 12;
const TABLE_SAFE_ENV_OFFSET = 5;
const TABLE_ARRAY_OFFSET = 20;
const USERDATA_TAG_OFFSET = 3;
const USERDATA_METATABLE_OFFSET = 8;
/** Any tag below Luau's own for `newproxy`, whose objects have no `__type`. */
const USERDATA_TAG = 100;
const STATE_GLOBAL_OFFSET = 16;
const STATE_GLOBALS_TABLE_OFFSET = 56;
/** How far into the global state its list of metatables is looked for. */
const MAX_GLOBAL_STATE_BYTES = 4096;
const BUFFER_LENGTH_OFFSET = 4;
const BUFFER_BYTES_OFFSET = 8;
/** The address in what Luau's `tostring` says of an object. */
function addressIn(description) {
    const [, digits] = /0x([0-9a-f]+)/.exec(description) ?? [];
    return Number.parseInt(digits ?? '0', 16);
}
/** The memory of one VM. Descriptions are what Luau's `tostring` says of an object: `table: 0x000000000015a268`. */
class VmMemory {
    #memory;
    #state;
    #isWritable;
    /** Where the address of the metatable of vectors stands. */
    #vectorSlot;
    #globals;
    /**
     * @param state the address of the VM's main thread
     * @param isWritable whether to write at all
     */
    constructor(memory, state, isWritable) {
        this.#memory = memory;
        this.#state = state;
        this.#isWritable = isWritable;
    }
    /** Views of the whole memory, which never grows. A batch of objects is looked at several hundred times. */
    #bytes = new Uint8Array();
    #words = new Uint32Array();
    #refresh() {
        const memory = this.#memory();
        if (this.#bytes.buffer === memory)
            return;
        this.#bytes = new Uint8Array(memory);
        this.#words = new Uint32Array(memory);
    }
    /** The type byte of an object; none when nothing is to be written. */
    #byte(address) {
        this.#refresh();
        return this.#isWritable ? (this.#bytes[address] ?? 0) : 0;
    }
    #pointer(address) {
        this.#refresh();
        return this.#words[address / vm_memory_POINTER_BYTES] ?? 0;
    }
    #setPointer(address, value) {
        this.#refresh();
        this.#words[address / vm_memory_POINTER_BYTES] = value;
    }
    /** Finds the VM's list of metatables by the one entry that is known, that of strings. */
    findMetatables(stringMetatable) {
        const wanted = addressIn(stringMetatable);
        const start = this.#pointer(this.#state + STATE_GLOBAL_OFFSET);
        if (this.#byte(wanted) !== TYPE_TABLE)
            return;
        for (let offset = 0; offset < MAX_GLOBAL_STATE_BYTES; offset += vm_memory_POINTER_BYTES) {
            if (this.#pointer(start + offset) === wanted) {
                this.#vectorSlot = start + offset + (TYPE_VECTOR - TYPE_STRING) * vm_memory_POINTER_BYTES;
                return;
            }
        }
    }
    /** Gives all vectors a metatable. */
    setVectorMetatable(metatable) {
        const address = addressIn(metatable);
        if (this.#vectorSlot === undefined || this.#byte(address) !== TYPE_TABLE)
            return;
        this.#setPointer(this.#vectorSlot, address);
    }
    /**
     * Makes proxies into objects of a type: with a metatable that they share, and whose `__type` counts.
     *
     * @param pool a table that holds the proxies at 1 to `count`
     */
    adopt(metatable, pool, count) {
        const owner = addressIn(metatable);
        const table = addressIn(pool);
        if (this.#byte(owner) !== TYPE_TABLE || this.#byte(table) !== TYPE_TABLE)
            return;
        const array = this.#pointer(table + TABLE_ARRAY_OFFSET);
        const [bytes, words] = [this.#bytes, this.#words];
        for (let index = 0; index < count; index += 1) {
            const value = array + index * VALUE_BYTES;
            const proxy = words[value / vm_memory_POINTER_BYTES] ?? 0;
            const isProxy = bytes[value + VALUE_TYPE_OFFSET] === TYPE_USERDATA && bytes[proxy] === TYPE_USERDATA;
            if (!isProxy)
                return;
            bytes[proxy + USERDATA_TAG_OFFSET] = USERDATA_TAG;
            words[(proxy + USERDATA_METATABLE_OFFSET) / vm_memory_POINTER_BYTES] = owner;
        }
    }
    /**
     * Marks an environment as one whose globals are what they were when its chunk was loaded. `setfenv` and `getfenv`
     * take the mark away, and calls of built-in functions are then several times slower.
     */
    markSafe(environment) {
        const address = addressIn(environment);
        if (this.#byte(address) !== TYPE_TABLE)
            return;
        this.#bytes[address + TABLE_SAFE_ENV_OFFSET] = 1;
    }
    /** Makes a table the globals that chunks are loaded with. */
    setGlobals(table) {
        const slot = this.#state + STATE_GLOBALS_TABLE_OFFSET;
        const address = addressIn(table);
        if (this.#byte(this.#pointer(slot)) !== TYPE_TABLE || this.#byte(address) !== TYPE_TABLE)
            return;
        this.#setPointer(slot, address);
        this.#globals = address;
    }
    /** Prepares the loading of a chunk, which resolves globals only if they are marked as safe. */
    markGlobalsSafe() {
        const slot = this.#state + STATE_GLOBALS_TABLE_OFFSET;
        const address = this.#globals ?? this.#pointer(slot);
        if (this.#byte(address) === TYPE_TABLE) {
            this.#bytes[address + TABLE_SAFE_ENV_OFFSET] = 1;
        }
    }
    /**
     * The bytes of a Luau buffer where they lie, to be read or written before Luau goes on. A string would be the other
     * way across, but it ends at a NUL and is garbage at once, of which 100 MiB are too much.
     *
     * @param description `buffer: 0x000000000015a268 300`, with the length behind a space
     * @throws {Error} when no buffer of this length is there
     */
    bytesOf(description) {
        const [, digits, lengthDigits] = /^buffer: 0x([0-9a-f]+) (\d+)$/.exec(description) ?? [];
        const address = Number.parseInt(digits ?? '', 16);
        const length = Number(lengthDigits);
        const memory = this.#memory();
        const isInside = address + BUFFER_BYTES_OFFSET + length <= memory.byteLength;
        if (!isInside || this.#pointer(address + BUFFER_LENGTH_OFFSET) !== length) {
            throw new Error(`There is no Luau buffer at "${description}"; check emulator/engine/vm-memory.ts against the installed luau-web.`);
        }
        return new Uint8Array(memory, address + BUFFER_BYTES_OFFSET, length);
    }
}

;// CONCATENATED MODULE: ./build/emulator/engine/webassembly.js
const PAGES_PER_MIB = 16;
const HEADER_BYTES = 8;
const MEMORY_SECTION = 5;
function readLeb(bytes, start) {
    let value = 0;
    let next = start;
    for (let shift = 0;; shift += 7) {
        const byte = bytes[next] ?? 0;
        next += 1;
        value |= (byte & 0x7f) << shift;
        if ((byte & 0x80) === 0)
            return { value, next };
    }
}
function leb(value) {
    return value < 0x80 ? [value] : [(value & 0x7f) | 0x80, ...leb(value >>> 7)];
}
/**
 * The same WebAssembly module with a memory of another size.
 *
 * @throws {Error} when the module defines no memory
 */
function withMemory(binary, mebibytes) {
    for (let start = HEADER_BYTES; start < binary.length;) {
        const { value: size, next: body } = readLeb(binary, start + 1);
        if (binary[start] === MEMORY_SECTION) {
            const pages = leb(mebibytes * PAGES_PER_MIB);
            // One memory, with a maximum, which is the minimum.
            const section = [1, 1, ...pages, ...pages];
            return Buffer.concat([
                binary.subarray(0, start),
                Uint8Array.from([MEMORY_SECTION, ...leb(section.length), ...section]),
                binary.subarray(body + size),
            ]);
        }
        start = body + size;
    }
    throw new Error('The Luau module has no memory section to enlarge; check emulator/engine/vm.ts against the installed luau-web.');
}

;// CONCATENATED MODULE: ./build/emulator/engine/vm.js
/**
 * luau-web, tamed: the right one of its two builds, enough memory, no noise, and a way for Luau to talk to JavaScript
 * that works at any depth of the stack. Only ever loaded in a worker, because it changes the global `WebAssembly`.
 */



/**
 * What a task gets, in MiB. As shipped the VM has 17 MiB and cannot grow; suites of Jest need up to 730. It is reserved
 * at once but taken from the system only as it is used.
 */
const MEMORY_MIB = 1024;
async function loadLuauWeb(compiled, onCompiled) {
    const global = globalThis.WebAssembly;
    // With it luau-web takes its JSPI build, in which pcall, xpcall and coroutine.resume catch nothing.
    delete global.Suspending;
    const instantiate = global.instantiate.bind(global);
    let vm;
    const instantiateEnlarged = async (binary, imports) => {
        let module = compiled;
        if (module === undefined) {
            module = await global.compile(withMemory(binary, MEMORY_MIB));
            onCompiled(module);
        }
        vm = await instantiate(module, withCompileFailures(imports, () => vm));
        return { instance: vm, module };
    };
    Object.assign(global, { instantiate: instantiateEnlarged });
    const luauWeb = (await import(/* webpackIgnore: true */ './luau-web/index.js'));
    return {
        luauWeb,
        exports() {
            if (vm === undefined)
                throw new Error('The VM has not been started.');
            return vm.exports;
        },
    };
}
/**
 * luau-web treats a `Map` as a table, and reads and writes its entries without suspending the VM. Calls of JavaScript
 * functions do suspend it, which costs more and is limited in depth, so nothing is called.
 */
class HostTable extends Map {
    #host;
    #mutable;
    #onAccess;
    constructor(host, mutable, onAccess) {
        super();
        this.#host = host;
        this.#mutable = mutable;
        this.#onAccess = onAccess;
    }
    has(name) {
        return name === this.#mutable || typeof name === 'string';
    }
    get(name) {
        this.#onAccess();
        return this.#host.read(String(name));
    }
    set(name, value) {
        this.#onAccess();
        this.#host.write(String(name), value);
        return this;
    }
}
/**
 * Starts a Luau VM in this thread, for good: there is one per worker.
 *
 * @param compiled what an earlier start handed to `onCompiled`; it saves most of the time that a start takes
 * @param writesMemory whether the VM's memory may be written to: see `vm-memory.ts`
 */
async function startVm(compiled, onCompiled, writesMemory) {
    const { luauWeb, exports } = await loadLuauWeb(compiled, onCompiled);
    const { LuauState, CompileError, InternalLuauWasmModule: internals } = luauWeb;
    const state = await LuauState.createAsync();
    // It complains to the console about values that it cannot convert.
    Object.assign(internals, { fprint() { }, fprintwarn() { }, fprinterr() { } });
    const vmMemory = new VmMemory(() => exports().memory.buffer, state.state, writesMemory);
    /** The function that was loaded last: luau-web would keep it, and all that it refers to, for ever. */
    let loaded;
    const releaseLoaded = () => {
        if (loaded === undefined)
            return;
        const value = loaded[internals.LUA_VALUE];
        loaded = undefined;
        const tables = internals.states[state.stateIdx];
        if (value === undefined || tables === undefined)
            return;
        value.release();
        tables.luaValueCache.delete(value.ref);
    };
    const load = (source, name) => {
        vmMemory.markGlobalsSafe();
        const tables = internals.states[state.stateIdx];
        const firstKey = tables?.nextTXKey ?? 0;
        const { emscripten_stack_get_current: readStack, _emscripten_stack_restore: restoreStack } = exports();
        const stack = readStack();
        try {
            return state.loadstring(source, `=${name}`, true);
        }
        catch (error) {
            if (error instanceof CompileFailure) {
                // It left the VM in the middle of a function.
                restoreStack(stack);
                throw new SyntaxError(`${name}:${error.line}: ${error.message}`, { cause: error });
            }
            if (!(error instanceof CompileError))
                throw error;
            throw new SyntaxError(error.message, { cause: error });
        }
        finally {
            // It keeps the texts of each call.
            for (let key = firstKey; key < (tables?.nextTXKey ?? 0); key += 1) {
                delete tables?.transactionData[key];
            }
        }
    };
    const [stringMetatable] = await load('return tostring(getmetatable(""))', 'layout')();
    vmMemory.findMetatables(String(stringMetatable));
    return {
        load,
        memory: vmMemory,
        expose: (host) => new HostTable({
            read(name) {
                const value = host.read(name);
                if (typeof value === 'function')
                    loaded = value;
                return value;
            },
            write: (name, value) => host.write(name, value),
        }, internals.JS_MUTABLE, releaseLoaded),
    };
}


/***/ }),

/***/ 579:
/***/ ((__webpack_module__, __unused_webpack___webpack_exports__, __nccwpck_require__) => {

__nccwpck_require__.a(__webpack_module__, async (__webpack_handle_async_dependencies__, __webpack_async_result__) => { try {
/* harmony import */ var node_worker_threads__WEBPACK_IMPORTED_MODULE_0__ = __nccwpck_require__(919);
/* harmony import */ var _deferred_js__WEBPACK_IMPORTED_MODULE_3__ = __nccwpck_require__(898);
/* harmony import */ var _script_host_js__WEBPACK_IMPORTED_MODULE_1__ = __nccwpck_require__(890);
/* harmony import */ var _vm_js__WEBPACK_IMPORTED_MODULE_2__ = __nccwpck_require__(743);
/** One task's script, in a thread of its own: see `run-script.ts`, which starts and ends it. */




const SCRIPT_NAME = 'TaskScript';
/** The longest sleep between two looks at the scheduler; also what keeps a thread alive that waits for nothing. */
const MAX_SLEEP_MS = 60_000;
/** `moved` is handed over instead of copied, and gone in this thread. */
function tell(message, moved = []) {
    node_worker_threads__WEBPACK_IMPORTED_MODULE_0__.parentPort?.postMessage(message, moved);
}
/** Sleeps for a time, or until `wake` is called. */
class Nap {
    #end;
    async take(ms) {
        const { promise, resolve } = (0,_deferred_js__WEBPACK_IMPORTED_MODULE_3__/* .createDeferred */ .u)();
        this.#end = resolve;
        const timer = setTimeout(resolve, ms);
        await promise;
        clearTimeout(timer);
    }
    wake() {
        this.#end?.();
    }
}
async function run(work) {
    const vm = await (0,_vm_js__WEBPACK_IMPORTED_MODULE_2__/* .startVm */ .g)(work.compiledVm, (module) => tell({ kind: 'compiled', module }), work.writesMemory);
    const host = new _script_host_js__WEBPACK_IMPORTED_MODULE_1__/* .ScriptHost */ .KC(work, vm, tell);
    const nap = new Nap();
    node_worker_threads__WEBPACK_IMPORTED_MODULE_0__.parentPort?.on('message', (answer) => {
        host.receive(answer);
        nap.wake();
    });
    const main = vm.load((0,_script_host_js__WEBPACK_IMPORTED_MODULE_1__/* .readPart */ .on)('main') ?? '', `${_script_host_js__WEBPACK_IMPORTED_MODULE_1__/* .PART_PREFIX */ .Fi}main`);
    const [start, step] = (await main(vm.expose(host)));
    tell({ kind: 'started' });
    let chunk;
    try {
        chunk = vm.load(work.script, SCRIPT_NAME);
    }
    catch (error) {
        if (!(error instanceof SyntaxError))
            throw error;
        host.write('ERROR', Buffer.from(error.message).toString('latin1'));
        return { kind: 'raised', message: error.message };
    }
    host.frameTime = new Date().toISOString();
    await start(chunk);
    for (;;) {
        const [seconds] = await step();
        if (host.outcome !== undefined)
            return host.outcome;
        if (seconds === null)
            throw new Error('The prelude ended the script without an outcome.');
        // An answer may have come while the VM ran.
        if (!host.hasAnswers)
            await nap.take(Math.min(Math.ceil(seconds * 1000), MAX_SLEEP_MS));
        host.frameTime = new Date().toISOString();
    }
}
/** What broke the VM, in words for the script's author. */
function describeCrash(error) {
    const text = String(error);
    return text.includes('Cannot enlarge memory')
        ? `The script needed more than the ${_vm_js__WEBPACK_IMPORTED_MODULE_2__/* .MEMORY_MIB */ .x} MiB of memory that the emulator gives a task.`
        : `The emulator's Luau VM broke: ${text}`;
}
try {
    const outcome = await run(node_worker_threads__WEBPACK_IMPORTED_MODULE_0__.workerData);
    const binaryOutput = outcome.kind === 'returned' ? outcome.binaryOutput : undefined;
    tell({ kind: 'ended', outcome }, binaryOutput ? [binaryOutput.buffer] : []);
}
catch (error) {
    tell({
        kind: 'ended',
        outcome: { kind: 'crashed', message: describeCrash(error) },
    });
}

__webpack_async_result__();
} catch(e) { __webpack_async_result__(e); } }, 1);

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
/************************************************************************/
/******/ /* webpack/runtime/asset-relocator-loader */
/******/ if (typeof __nccwpck_require__ !== 'undefined') __nccwpck_require__.ab = decodeURIComponent(new URL('.', import.meta.url).pathname).slice(import.meta.url.match(/^file:\/\/\/\w:/) ? 1 : 0, -1) + "/";
/******/ 
/******/ /* webpack/runtime/async module */
/******/ (() => {
/******/ 	var webpackQueues = typeof Symbol === "function" ? Symbol("webpack queues") : "__webpack_queues__";
/******/ 	var webpackExports = typeof Symbol === "function" ? Symbol("webpack exports") : "__webpack_exports__";
/******/ 	var webpackError = typeof Symbol === "function" ? Symbol("webpack error") : "__webpack_error__";
/******/ 	var resolveQueue = (queue) => {
/******/ 		if(queue && queue.d < 1) {
/******/ 			queue.d = 1;
/******/ 			queue.forEach((fn) => (fn.r--));
/******/ 			queue.forEach((fn) => (fn.r-- ? fn.r++ : fn()));
/******/ 		}
/******/ 	}
/******/ 	var wrapDeps = (deps) => (deps.map((dep) => {
/******/ 		if(dep !== null && typeof dep === "object") {
/******/ 			if(dep[webpackQueues]) return dep;
/******/ 			if(dep.then) {
/******/ 				var queue = [];
/******/ 				queue.d = 0;
/******/ 				dep.then((r) => {
/******/ 					obj[webpackExports] = r;
/******/ 					resolveQueue(queue);
/******/ 				}, (e) => {
/******/ 					obj[webpackError] = e;
/******/ 					resolveQueue(queue);
/******/ 				});
/******/ 				var obj = {};
/******/ 				obj[webpackQueues] = (fn) => (fn(queue));
/******/ 				return obj;
/******/ 			}
/******/ 		}
/******/ 		var ret = {};
/******/ 		ret[webpackQueues] = x => {};
/******/ 		ret[webpackExports] = dep;
/******/ 		return ret;
/******/ 	}));
/******/ 	__nccwpck_require__.a = (module, body, hasAwait) => {
/******/ 		var queue;
/******/ 		hasAwait && ((queue = []).d = -1);
/******/ 		var depQueues = new Set();
/******/ 		var exports = module.exports;
/******/ 		var currentDeps;
/******/ 		var outerResolve;
/******/ 		var reject;
/******/ 		var promise = new Promise((resolve, rej) => {
/******/ 			reject = rej;
/******/ 			outerResolve = resolve;
/******/ 		});
/******/ 		promise[webpackExports] = exports;
/******/ 		promise[webpackQueues] = (fn) => (queue && fn(queue), depQueues.forEach(fn), promise["catch"](x => {}));
/******/ 		module.exports = promise;
/******/ 		body((deps) => {
/******/ 			currentDeps = wrapDeps(deps);
/******/ 			var fn;
/******/ 			var getResult = () => (currentDeps.map((d) => {
/******/ 				if(d[webpackError]) throw d[webpackError];
/******/ 				return d[webpackExports];
/******/ 			}))
/******/ 			var promise = new Promise((resolve) => {
/******/ 				fn = () => (resolve(getResult));
/******/ 				fn.r = 0;
/******/ 				var fnQueue = (q) => (q !== queue && !depQueues.has(q) && (depQueues.add(q), q && !q.d && (fn.r++, q.push(fn))));
/******/ 				currentDeps.map((dep) => (dep[webpackQueues](fnQueue)));
/******/ 			});
/******/ 			return fn.r ? promise : getResult();
/******/ 		}, (err) => ((err ? reject(promise[webpackError] = err) : outerResolve(exports)), resolveQueue(queue)));
/******/ 		queue && queue.d < 0 && (queue.d = 0);
/******/ 	};
/******/ })();
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
/************************************************************************/
/******/ 
/******/ // startup
/******/ // Load entry module and return exports
/******/ // This entry module used 'module' so it can't be inlined
/******/ var __webpack_exports__ = __nccwpck_require__(579);
/******/ __webpack_exports__ = await __webpack_exports__;
/******/ 
