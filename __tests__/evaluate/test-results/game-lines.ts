/** Templates of lines that games print. A word in braces is replaced by one of its fillers. */
const TEMPLATES: readonly string[] = [
  'Failed to load animation with sanitized ID rbxassetid://{id}: Animation failed to load, assetId: rbxassetid://{id}',
  'Infinite yield possible on \'Workspace.{place}:WaitForChild("{thing}")\' after {n} s',
  'Failed to load sound rbxassetid://{id}: Unable to download sound data',
  'DataStore request was added to queue. If request queue fills, further requests will be dropped. Key = {key}_{n}',
  '[DataStore] save of {key} for {player} failed (attempt {n}), retrying in {n} s',
  '[DataStore] retry {n} failed, trying again for {player}',
  '[ProfileService] Profile "{key}" of {player} loaded in {n} ms',
  '[Data] {n} profiles saved, {m} failed to save',
  '[Data] failed saves: {n} of {m} on {place}',
  'HTTP {n} failure for https://api.example.com/{key}',
  '[Http] request {n} failed with status {m}: {thing}',
  '[Http] {n} requests sent, {m} retries, queue {key}',
  'HttpError: Timedout while sending {key} #{n}',
  '[Matchmaking] {player} failed to join {place}: {n}/{m} players',
  '[Matchmaking] {n} of {m} players ready in {place}',
  'Matchmaking failed: {n} players left the queue of {place}',
  '{n} players failed to load {place}',
  '[Loader] {n}/{m} assets loaded for {place}',
  '[Loader] {n} assets failed to preload, {thing} is missing',
  'Loading {thing}... failed, using the default {n}',
  'Loading {place} finished: {n} instances, {m} scripts',
  '[Combat] {player} missed {thing}: {n} damage, error {m}%',
  '[Combat] {player} failed a skill check against {thing} ({n} < {m})',
  '[Combat] parry failed: window {n} ms, hit after {m} ms',
  '[Economy] purchase of {thing} by {player} failed: {n} coins of {m}',
  '[Economy] {n} purchases failed today in {place}, refunded {m}',
  '[Economy] sold {n} x {thing} for {m}',
  '[Physics] assembly {thing} lost ownership {n} times in {m} s',
  '[Physics] solver error {n}.{m} at {place}',
  '[AntiCheat] {player} failed the speed check {n} times ({m} studs/s)',
  '[AntiCheat] {n} checks on {player}, suspicion {m}',
  '[AntiCheat] teleport test of {player}: distance {n}, limit {m}',
  '[UI] {thing} opened after {n} ms on page {m}',
  '[UI] button {thing} failed to tween, skipped {n} frames',
  'Quest "{thing}" failed by {player} at stage {n}',
  'Mission failed! {player} reached wave {n}',
  'Wave {n} failed to spawn {m} {thing}',
  '{player} passed checkpoint {n}/{m} of {place}',
  'Obby: {player} failed jump {n}, respawn at checkpoint {m}',
  'Heist {n} of {m} failed in {place}',
  'Teleport of {player} to {place} failed ({n}): {thing}',
  'error while parsing config {key}: line {n}, using defaults',
  'Server {n} errors per minute: {m} ({place})',
  'max failures: {n} for {key}',
  '0 failed, {n} loaded from {place}',
  '[Ban] appeal {n} of {player} rejected',
  'Health check of {place} failed {n} times, restarting {thing}',
  '{player} has {n} failed logins and {m} sessions',
  'Memory: {n} MB, scripts {m} ms, {thing}',
  'Attempt {n} of {m} failed for {thing}',
  'Vote failed: {n} of {m} wanted {place}',
  '{thing} is not a valid member of Workspace "{place}" #{n}',
  'Gamepass check failed for {player} (code {n}): {key}',
  'Status of {place}: {n} online, {m} idle',
];

const FILLERS: Readonly<Record<string, readonly string[]>> = {
  player: [
    'Ada',
    'builder_12',
    'xXfoxXx',
    'Mira',
    'guest 7',
    'Noob4Life',
    'TestPilot',
    'PassMaster',
  ],
  place: ['Lobby', 'Volcano', 'Arena', 'Harbour', 'Ice Cave', 'Test Range', 'Market'],
  thing: ['torch', 'sword', 'Main Menu', 'PetEgg', 'Door', 'dragon', 'ErrorPrompt', 'shield'],
  key: ['inventory', 'coins', 'pets', 'settings', 'stats', 'quests', 'checks'],
};

/** Different lines, the same at each call. */
export function gameLines(count: number): readonly string[] {
  let state = 12_345;
  const random = (below: number): number => {
    state = (Math.imul(state, 1_103_515_245) + 12_345) & 0x7f_ff_ff_ff;
    return (state >>> 8) % below;
  };
  const fill = (word: string): string => {
    const list = FILLERS[word];
    return list?.[random(list.length)] ?? String(1 + random(word === 'id' ? 8_000_000 : 600));
  };
  const lines = new Set<string>();
  for (let index = 0; lines.size < count; index += 1) {
    const template = TEMPLATES[index % TEMPLATES.length] ?? '';
    lines.add(template.replace(/\{(\w+)\}/g, (_, word: string) => fill(word)));
  }
  return [...lines];
}
