// How a mail of ours is laid out, as text and as HTML; the words come from the language.
import type { Template } from './template.js'

interface MailWords {
  language: string
  hello: string
  heading: string
  openIt: string
  more: string
  /** Under a mail that nobody can stop. */
  forAccount: string
  forCategory: string
  stop: string
  /** In front of the address of the link, for whoever cannot click. */
  copyLink: string
}

const button =
  'display:inline-block;padding:10px 16px;background:#1a56db;color:#fff;text-decoration:none;border-radius:6px'
const body = 'font-family:system-ui,sans-serif;line-height:1.5;max-width:36em;margin:2em auto;padding:0 1em'
const small = 'color:#666;font-size:85%'

export const mailPage = (words: MailWords): Template => ({
  subject: words.heading,
  text: [
    `${words.hello}\n\n`,
    '{% for line in lines %}{{ line }}\n\n{% endfor %}',
    '{% for item in items %}- {{ item.title }}{% if item.body %}: {{ item.body }}{% endif %}\n',
    '{% if item.link %}  {{ item.link }}\n{% endif %}\n{% endfor %}',
    `{% if more > 0 %}${words.more}\n\n{% endif %}`,
    `{% if link %}${words.openIt}:\n{{ link }}\n\n{% endif %}`,
    `-- \n{% if unsubscribeLink %}${words.forCategory}\n${words.stop}: {{ unsubscribeLink }}`,
    `{% else %}${words.forAccount}{% endif %}\n`,
  ].join(''),
  html: [
    `<!doctype html><html lang="${words.language}"><body style="${body}">`,
    `<p>${words.hello}</p>`,
    '{% for line in lines %}<p>{{ line }}</p>\n{% endfor %}',
    '{% if items.size > 0 %}<ul>{% for item in items %}<li>',
    '{% if item.link %}<a href="{{ item.link }}">{{ item.title }}</a>{% else %}{{ item.title }}{% endif %}',
    '{% if item.body %}<br>{{ item.body }}{% endif %}</li>{% endfor %}</ul>{% endif %}',
    `{% if more > 0 %}<p>${words.more}</p>{% endif %}`,
    `{% if link %}<p><a href="{{ link }}" style="${button}">${words.openIt}</a></p>`,
    `<p style="font-size:85%">${words.copyLink}<br>{{ link }}</p>{% endif %}`,
    `<p style="${small}">{% if unsubscribeLink %}${words.forCategory}<br>`,
    `<a href="{{ unsubscribeLink }}">${words.stop}</a>{% else %}${words.forAccount}{% endif %}</p>`,
    '</body></html>',
  ].join('\n'),
})
