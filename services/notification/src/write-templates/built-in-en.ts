// The templates in English, for every category that nobody has written others for.
import { mailPage } from './mail-page.js'
import type { Template, TemplateChannel } from './template.js'

const hello = 'Hello{% if name %} {{ name }}{% endif %},'
const heading = '{% if title %}{{ title }}{% else %}{{ count }} new notifications{% endif %}'
const openIt = '{{ linkLabel | default: "Open it" }}'
const more = '{% if more > 0 %}And {{ more }} more.{% endif %}'
const forAccount = 'This mail was sent by EventFlow because of something that happened to your account.'
const forCategory = 'You get this mail because EventFlow tells you about “{{ category }}” by e-mail.'
const stop = 'Stop these mails'

export const english: Readonly<Record<TemplateChannel, Template>> = {
  email: mailPage({
    ...{ language: 'en', hello, heading, openIt, more, forAccount, forCategory, stop },
    copyLink: 'Or copy this address into your browser:',
  }),
  push: { title: '{{ title }}', body: '{{ body }}' },
}
