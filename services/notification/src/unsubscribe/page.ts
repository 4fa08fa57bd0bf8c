// The two small pages of unsubscribing. What is put into them is a word from a list of ours.

interface Subject {
  category: string
}

const frame = (title: string, rest: string): string =>
  `<!doctype html><html lang="en"><head><meta charset="utf-8"><meta name="robots" content="noindex">
<meta name="viewport" content="width=device-width"><title>${title}</title></head><body><h1>${title}</h1>
${rest}</body></html>
`

/** The form leads to the address of the page itself. */
export const pageThatAsks = ({ category }: Subject): string =>
  frame(
    'Stop these mails?',
    `<p>You will get no more mails about “${category}”. Other mails are not touched.</p>
<form method="post"><button name="List-Unsubscribe" value="One-Click">Stop them</button></form>`,
  )

export const pageThatTells = ({ category }: Subject): string =>
  frame(
    'These mails are stopped',
    `<p>You get no more mails about “${category}”. In your preferences you can choose them again.</p>`,
  )
