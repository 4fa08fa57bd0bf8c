// Passwords of eight or more characters that are tried first everywhere; nobody is helped by one of these.
const words = `
00000000 0987654321 11111111 11223344 12121212 123123123 123321123 12344321 12345678 123456789
1234567890 1q2w3e4r 1q2w3e4r5t 1qaz2wsx 87654321 88888888 987654321 99999999 a1b2c3d4 aa123456
abc12345 abcd1234 abcdefgh access14 admin123 admin1234 administrator alexander alexandra andrew123
anthony1 arsenal1 asdfghjk asdfghjkl ashley123 autumn2025 babygirl babygirl1 banana123 barcelona
baseball baseball1 basketball batman123 benjamin berlin123 blink182 butterfly captain1 caroline
changeme changeme1 charlie1 cheese123 chelsea1 chocolate chocolate1 christian computer cookie123
corvette cowboys1 danielle december default1 diamond1 dragon123 einstein facebook february ferrari1
football football1 fortnite friday123 gandalf1 godzilla google123 guest1234 harley123 hello123
hello1234 hellohello helloworld hogwarts iloveme1 iloveyou iloveyou1 instagram internet ironman1
istanbul january1 jennifer jessica1 jonathan jordan23 joshua123 juventus kawasaki lakers24 letmein!
letmein1 letmein123 linkedin liverpool liverpool1 london123 lovelove loveyou1 master123 matthew1
maverick melissa1 mercedes metallica michael1 michelle minecraft monday123 monkey123 mordor123
moscow123 mustang1 naruto123 newyork1 nicholas nirvana1 november november1 october1 orange123
p@ssw0rd p@ssword pa55word paris123 passport passw0rd passw0rd! password password! password1
password1! password12 password123 password1234 patricia pirates1 platinum pokemon1 pokemon123
porsche1 princess princess1 purple123 q1w2e3r4 qazwsxedc qwerty1! qwerty12 qwerty123 qwertyui
qwertyuiop realmadrid richard1 robert123 rockyou1 root1234 samantha scorpion secret123 september
slipknot spiderman spring2025 startrek starwars starwars1 steelers summer2024 summer2025 summer2026
sunshine sunshine1 superman superman1 sweetheart test1234 testing1 testing123 testtest thomas123
toor1234 trustno1 twitter1 user1234 veronica victoria welcome1 welcome1! welcome12 welcome123
whatever william1 winter2024 winter2025 winter2026 yamaha123 yankees1 yellow123 zaq12wsx zxcvbnm1
zxcvbnm123
`

export const commonPasswords: ReadonlySet<string> = new Set(words.trim().split(/\s+/))
