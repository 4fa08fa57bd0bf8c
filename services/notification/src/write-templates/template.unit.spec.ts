import assert from 'node:assert/strict'
import { german } from './built-in-de.js'
import { english } from './built-in-en.js'
import { checkedTemplate } from './check-template.js'
import { filled, TemplateProblem } from './engine.js'
import { exampleModel, localesFor } from './template.js'

const html = (source: string, model: object = exampleModel) => filled({ html: source }, model).html
const refused = (source: string) =>
  assert.throws(() => html(source), TemplateProblem, `it was filled: ${source}`)

describe('a template', () => {
  it('comes with the service in every language and channel, and asks for nothing that may be missing', () => {
    for (const language of [english, german])
      for (const template of [language.email, language.push]) {
        assert.deepEqual(checkedTemplate(template), [])
        for (const part of Object.values(filled(template, exampleModel)))
          assert.doesNotMatch(part, /undefined|null|\[object|\{\{|\{%/)
      }
  })

  it('is refused with what it asks for and nobody has, also where no example gets', () => {
    const told = (text: string) =>
      checkedTemplate({ subject: 'a', text, html: 'b' }).map(({ part, detail }) => [part, detail])
    assert.deepEqual(told('{{ titel }}'), [['text', 'nothing is called titel']])
    assert.deepEqual(told('{% if false %}{{ secret.key }}{% endif %}'), [
      ['text', 'nothing is called secret'],
    ])
    assert.match(String(told('{{ actorName.first }}')), /undefined variable/)
    assert.match(String(told('{{ title | shout }}')), /undefined filter/)
    assert.match(String(told('{% if title %}')), /not closed/)
    assert.deepEqual(told('{{ title }} {% for item in items %}{{ item.title }}{% endfor %}'), [])
  })

  it('puts nothing into HTML unescaped, with no way around', () => {
    const evil = { ...exampleModel, title: `<script>alert("1")</script>'&` }
    assert.equal(html('{{ title }}', evil), '&lt;script&gt;alert(&#34;1&#34;)&lt;/script&gt;&#39;&amp;')
    assert.doesNotMatch(
      html('{{ title | upcase }}{% capture a %}{{ title }}{% endcapture %}{{ a }}', evil),
      /<s/i,
    )
    refused('{{ title | raw }}')
    assert.equal(filled({ text: '{{ title }}' }, evil).text, evil.title)
  })

  it('does not fill again what it was filled with', () => {
    const model = { ...exampleModel, title: '{{ name }}{% raw %}', name: 'secret' }
    assert.equal(html('{{ title }}', model), '{{ name }}{% raw %}')
  })

  it('reaches neither code nor anything that it was not given', () => {
    for (const source of [
      '{{ constructor }}',
      '{{ title.constructor }}',
      '{{ title.constructor.constructor("return process")() }}',
      '{{ lines.constructor }}',
      '{{ items[0].__proto__ }}',
      '{{ __proto__ }}',
      '{{ items[0]["constructor"]["prototype"] }}',
      '{{ process.env }}',
      '{{ globalThis }}',
      '{{ title.toString }}',
      '{% include "/etc/passwd" %}',
      '{% render "/etc/passwd" %}',
      '{% layout "/etc/passwd" %}',
      '{% include "../package.json" %}',
    ])
      refused(source)
    assert.ok(!('polluted' in {}))
  })

  it('ends in time and in size', () => {
    refused('{% for a in (1..100000000) %}x{% endfor %}')
    refused(
      '{% for a in (1..10000) %}{% for b in (1..10000) %}{% for c in (1..10000) %}x{% endfor %}{% endfor %}{% endfor %}',
    )
    refused(`{% assign a = "${'x'.repeat(1_000)}" %}${'{% assign a = a | append: a %}'.repeat(30)}{{ a }}`)
    refused('x'.repeat(200_001))
  })

  it('has no line ends in its subject', () => {
    const { subject } = filled(
      { subject: '{{ title }}' },
      { ...exampleModel, title: 'Ada\r\nBcc: all@example.test' },
    )
    assert.equal(subject, 'Ada Bcc: all@example.test')
  })

  it('is looked for in the language, then in its family, then in English', () => {
    assert.deepEqual(localesFor('pt-BR'), ['pt-BR', 'pt', 'en'])
    assert.deepEqual(localesFor('de'), ['de', 'en'])
    assert.deepEqual(localesFor('en'), ['en'])
    assert.deepEqual(localesFor(''), ['en'])
  })
})
