import { describe, expect, it } from '@jest/globals';
import { results, WHY } from '../run.ts';

describe('State that needs no world', () => {
  it('a LocalizationTable gives translators, which fall back to its source language', async () => {
    const script = `${WHY}
      local texts = Instance.new("LocalizationTable")
      texts:SetEntries({ { Key = "hi", Source = "Hi", Values = { ["en-us"] = "Hi {name}", es = "Hola {name}, {1}" } } })
      texts:SetEntryValue("bye", "Bye", "", "en-us", "Bye")
      texts:SetEntryExample("bye", "", "", "to a friend")
      local spanish, french = texts:GetTranslator("es-MX"), texts:GetTranslator("fr")
      local entries = texts:GetEntries()
      return spanish.LocaleId, spanish:FormatByKey("hi", { name = "Ana", 5 }), spanish:Translate(game, "Hi"), french:FormatByKey("bye"),
        #entries, entries[2].Example, why(french.FormatByKey, french, "no")`;
    expect(await results(script)).toEqual([
      'es-mx',
      'Hola Ana, 5',
      'Hola {name}, {1}',
      'Bye',
      2,
      'to a friend',
      'LocalizationTable or parent tables do not contain a translation for key "no" and locale "fr"',
    ]);
  });

  it('a LocalizationTable of a place has the entries of its file', async () => {
    const properties = {
      Contents: '[{"key":"hi","source":"Hi","values":{"es":"Hola"}}]',
    };
    const tree = [
      { id: 0, parent: -1, className: 'ReplicatedStorage', name: 'ReplicatedStorage' },
      { id: 1, parent: 0, className: 'LocalizationTable', name: 'Texts', properties },
    ].map((node) => ({ properties: {}, attributes: {}, tags: [], ...node }));
    const script =
      'return game.ReplicatedStorage.Texts:GetTranslator("es"):FormatByKey("hi"), #game.ReplicatedStorage.Texts:GetEntries()';
    expect(await results(script, { tree: tree })).toEqual(['Hola', 1]);
  });

  it('effects that are only seen do nothing', async () => {
    expect(await results('return Instance.new("ParticleEmitter"):Emit(5)')).toEqual([null]);
  });
});
