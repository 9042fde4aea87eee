import { describe, expect, it } from '@jest/globals';
import { WHY, results } from '../run.ts';

/** Moments at the limits of the range, around leap days and before 1970, in milliseconds. */
const MOMENTS = [
  -17987443200000, -1, 0, 951782399999, 951782400000, 4107542400000, 1577961045123, 253402300799999,
];

describe('DateTime', () => {
  it('holds whole milliseconds, prints them, and compares by them', async () => {
    const script = `
      local a, b = DateTime.fromUnixTimestampMillis(1577961045123), DateTime.fromUnixTimestamp(1577961045)
      return a.UnixTimestamp, a.UnixTimestampMillis, tostring(a), a == b, b == DateTime.fromUnixTimestamp(1577961045), a > b, a <= b, typeof(a)
    `;
    expect(await results(script)).toEqual([
      1577961045,
      1577961045123,
      '1577961045123',
      false,
      true,
      true,
      false,
      'DateTime',
    ]);
  });

  it('is now by the clock of the script', async () => {
    const script = `
      local start = DateTime.now()
      task.wait(30)
      local seconds = (DateTime.now().UnixTimestampMillis - start.UnixTimestampMillis) / 1000
      return math.abs(os.time() - DateTime.now().UnixTimestamp) <= 1, math.abs(seconds - 30) < 1
    `;
    expect(await results(script)).toEqual([true, true]);
  });

  it('is taken apart and put together by units of UTC', async () => {
    const script = `
      local parts, same = {}, true
      for _, ms in { ${MOMENTS.join(', ')} } do
        local t = DateTime.fromUnixTimestampMillis(ms):ToUniversalTime()
        table.insert(parts, string.format("%04d-%02d-%02dT%02d:%02d:%02d.%03dZ", t.Year, t.Month, t.Day, t.Hour, t.Minute, t.Second, t.Millisecond))
        local back = DateTime.fromUniversalTime(t.Year, t.Month, t.Day, t.Hour, t.Minute, t.Second, t.Millisecond)
        same = same and back.UnixTimestampMillis == ms
      end
      local l = DateTime.fromUnixTimestamp(0):ToLocalTime()
      return parts, same, l.Year, DateTime.fromLocalTime(1970, 1, 2).UnixTimestamp, DateTime.fromUniversalTime().UnixTimestamp
    `;
    expect(await results(script)).toEqual([
      MOMENTS.map((ms) => new Date(ms).toISOString()),
      true,
      1970,
      86400,
      0,
    ]);
  });

  it('rolls times over and rounds units down, but refuses dates that do not exist', async () => {
    const script = `${WHY}
      local f = DateTime.fromUniversalTime
      return f(2020, 1, 1, 0, 90):ToIsoDate(), f(2020, 1, 1, 0, 0, -10):ToIsoDate(), f(2020, 1, 1, 2.5):ToIsoDate(),
        why(f, 2021, 2, 29) ~= nil, why(f, 2021, 1, 32) ~= nil, f(2020, 2, 29):ToIsoDate(), why(f, 10000) ~= nil,
        why(DateTime.fromUnixTimestamp, 253402300800) ~= nil, why(function() DateTime.fromUnixTimestamp("x") end)
    `;
    expect(await results(script)).toEqual([
      '2020-01-01T01:30:00Z',
      '2019-12-31T23:59:50Z',
      '2020-01-01T02:00:00Z',
      true,
      true,
      '2020-02-29T00:00:00Z',
      true,
      true,
      "TaskScript:5: invalid argument #1 to 'fromUnixTimestamp' (number expected, got string)",
    ]);
  });

  it('reads ISO dates, and gives nil for what is none', async () => {
    const script = `
      local function ms(text)
        local moment = DateTime.fromIsoDate(text)
        return moment and moment.UnixTimestampMillis or "nil"
      end
      return ms("2020-01-02T10:30:45Z"), ms("2020-01-02T10:30:45.123Z"), ms("2020-01-02"), ms("2020-01-02T10:30:45+01:30"),
        ms("2020-13-02T10:30:45Z"), ms("yesterday"), ms("2020-01-02T10:30"), DateTime.fromIsoDate("2020-01-02T10:30:45.123Z"):ToIsoDate()
    `;
    const at = Date.UTC(2020, 0, 2, 10, 30, 45);
    expect(await results(script)).toEqual([
      at,
      at + 123,
      Date.UTC(2020, 0, 2),
      at - 90 * 60_000,
      'nil',
      'nil',
      'nil',
      '2020-01-02T10:30:45.123Z',
    ]);
  });

  it('formats all tokens of the documentation', async () => {
    const script = `
      local t = DateTime.fromUniversalTime(1986, 9, 4, 20, 30, 25, 71)
      local function f(pattern) return t:FormatUniversalTime(pattern, "en-us") end
      return f("LT"), f("LTS"), f("L"), f("l"), f("LL"), f("ll"), f("LLL"), f("lll"), f("LLLL"), f("llll"), f("YYYY YY M MM MMM MMMM"),
        f("D DD DDD DDDD d dd ddd dddd"), f("H HH h hh m mm s ss S SS SSS A a"), f("[Day] D"), t:FormatLocalTime("YYYY-MM-DD", "en-us"),
        DateTime.fromUniversalTime(2020, 1, 1):FormatUniversalTime("h A, DDD", "en-us")
    `;
    expect(await results(script)).toEqual([
      '8:30 PM',
      '8:30:25 PM',
      '09/04/1986',
      '9/4/1986',
      'September 4, 1986',
      'Sep 4, 1986',
      'September 4, 1986 8:30 PM',
      'Sep 4, 1986 8:30 PM',
      'Thursday, September 4, 1986 8:30 PM',
      'Thu, Sep 4, 1986 8:30 PM',
      '1986 86 9 09 Sep September',
      '4 04 247 247 4 Th Thu Thursday',
      '20 20 8 08 30 30 25 25 0 07 071 PM pm',
      'Day 4',
      '1986-09-04',
      '12 AM, 1',
    ]);
  });

  it('refuses the names and orders of other languages', async () => {
    const script = `${WHY}
      local t = DateTime.fromUniversalTime(1986, 9, 4)
      return t:FormatUniversalTime("YYYY/MM/DD", "zh-cn"), why(function() t:FormatUniversalTime("LL", "zh-cn") end)
    `;
    expect(await results(script)).toEqual([
      '1986/09/04',
      'TaskScript:3: DateTime:FormatUniversalTime in the locale "zh-cn" is not available in the emulator. Run the script on Roblox to use it.',
    ]);
  });
});
