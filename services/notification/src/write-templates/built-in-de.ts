// The templates in German, for every category that nobody has written others for.
import { mailPage } from './mail-page.js'
import type { Template, TemplateChannel } from './template.js'

const hello = 'Guten Tag{% if name %} {{ name }}{% endif %},'
const heading = '{% if title %}{{ title }}{% else %}{{ count }} neue Benachrichtigungen{% endif %}'
const openIt = '{{ linkLabel | default: "Ansehen" }}'
const more = '{% if more > 0 %}Und {{ more }} weitere.{% endif %}'
const forAccount = 'Diese Mail kommt von EventFlow, weil mit Ihrem Konto etwas geschehen ist.'
const forCategory = 'Diese Mail kommt, weil EventFlow Sie über „{{ category }}“ per E-Mail unterrichtet.'
const stop = 'Diese Mails abbestellen'

export const german: Readonly<Record<TemplateChannel, Template>> = {
  email: mailPage({
    ...{ language: 'de', hello, heading, openIt, more, forAccount, forCategory, stop },
    copyLink: 'Oder kopieren Sie diese Adresse in Ihren Browser:',
  }),
  push: { title: '{{ title }}', body: '{{ body }}' },
}
