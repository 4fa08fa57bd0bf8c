// Words that passwords are made of most often, without the digits and signs that people put around them.
const words = `
aaron abigail access action adam adidas adrian adriana airborne alabama alaska albert alejandra alejandro
alex alexander alexandra alexis alfred alice alicia alison allison alpha alyssa amanda amber america
american amigos amsterdam anastasia anderson andrea andreas andrei andrew angel angela angelica angelina
angelo angels animal annie anthony antonio apache apollo apple apples april archer argentina ariana arizona
armando arsenal arthur asdf asdfg asdfgh asdfghjkl ashley astrid athena atlanta attila august aurora austin
australia austria autumn avatar awesome azerty babe baby babygirl bailey balance ballet bamboo banana bandit
banks barbara barbie barcelona barney baseball basket basketball batman bavaria beach bean bear bears
beatles beautiful beauty beaver beckham belgium bella benfica benjamin berlin bernard bertha best bethany
betty bianca bigdaddy bigdog billy bingo biology bird birthday biscuit blackberry blackcat blackjack blade
blast blessed blessing blink blizzard blonde blossom blowfish blue bluebird bluesky bobby bonita bonjour
booboo boogie bookworm boomer borussia boss boston bowling bradley brandon brandy brasil braves brazil
breanna brenda brian bright britney brittany broncos brooke brooklyn brother bruno brutus bubba bubble
bubblegum bubbles budapest buddha buddy buffalo bugs bulldog bulldogs bullet bunny burger business buster
butter buttercup butterfly button cactus caesar calvin cameron camila camille canada candy captain caramel
caravan cardinal carlos carmen carol carolina caroline carpet carrot carter casanova casper cassandra cassie
castle catarina catfish catherine cecilia celeste celine celtic center century champion champions chance
chandler chanel changeme chaos charles charlie charlotte charmed checkers cheese chelsea cherries cherry
chester chevrolet chevy chicago chicken children china chocolate chopper chris christ christian christina
christine christmas christopher cinderella cinnamon clarissa classic claudia clinton cloud clover cocacola
coconut coffee college colombia colorado comet computer connect connor contact cookie cookies cool cooper
corona corvette cougar country courtney cowboy cowboys coyote crazy creative cricket cristian cristina
crystal cuddles cupcake cutie cyclone cynthia daddy daemon daisy dakota dallas damian dance dancer daniel
daniela danielle danny darkness darling darthvader david dawson deborah december default defender delfin
delta demon denise dennis denver desert desire destiny detroit deutschland devil dexter diablo diamond
diamonds diana diego digital dilbert dinosaur dirtbike disney doctor doggie dolphin dolphins dominic
dominique donald donkey donut dragon dragonball dragonfly dragons dream dreamer dreams driver dublin duke
dundee dynamo eagle eagles earth eclipse edgar edward einstein electric elephant elizabeth ellie elvis
emerald emily eminem emma emmanuel empire energy england enigma enter enterprise eric erica esmeralda
esperanza estrella eternal eternity europe evelyn everton explorer extreme fabian facebook fairy faith
falcon family fashion fatima favorite february felicia felicidad felipe felix fender fernanda fernando
ferrari fiction fire fireball firebird firefly firefox fireman fish fisher fishing flamingo florence florida
flower flowers fluffy football forest forever formula fortuna fortune fossil foster fountain france
francesca francis francisco frank frankfurt frankie freddy frederic freedom french fresh friday friend
friends froggy frosty fussball future gabriel gabriela gabrielle galaxy gandalf garden garfield gateway
gemini general generic genesis genius george georgia gerald gerard germany getmein ghost giants gibson
gilbert ginger giovanni giraffe girl gizmo gladiator gloria goalie goblin godfather godzilla gold golden
goldfish golf golfer goober goodluck google gordon gorgeous gorilla grace graham grandma grapes green
greenday gregory greta griffin guadalupe guest guinness guitar gunner gustavo hacker hallo halloween hamburg
hamilton hammer hamster hannah happiness happy hardcore harley harmony harold harrison harry harvard harvey
hawaii hawk heart hearts heather heaven hector heidi helen hello helloworld helpme hendrix henry herbert
hercules heritage hermione hermosa hiphop hockey hogwarts holiday holland hollywood home homer honda honey
honeybee horizon hornet horse horses hotdog hottie houston hummer hunter hunting husband icecream iceman
illuminati iloveu iloveyou imagine immortal india indian indiana inferno infinity instagram integra internet
intruder invisible ireland irish ironman isabel isabella isabelle isaiah islam island israel istanbul italia
italy jackass jackie jackson jaguar jamaica james january japan jasmin jasmine jason jasper javier jeffrey
jenna jennie jennifer jeremiah jeremy jericho jessica jessie jesus jesuschrist jewels jimmy joanna johanna
john johnny johnson jonathan jordan joseph josephine joshua journey juanita judith julia julian juliana
julie juliet julio july junior jupiter justice justin justine juventus kaitlyn kangaroo karate karen karina
karma katherine kathleen kathryn katie katrina kawasaki kayla kelly kelsey kenneth kermit kevin killer
kimberly king kingdom kingkong kings kitchen kitten kitty knight kobe kristen kristin kristina labrador
ladybug lakers lancer laura lauren lavender lawrence leather legend lemon leonardo leopard leslie letmein
liberty light lighthouse lightning lincoln linda lindsay linkedin linux lionel lions lisa little liverpool
lizard loki lollipop lollypop london lonely lorena lorenzo louise love lovely loveme lover loverboy loveyou
lucas lucia lucifer lucky lucy luis macintosh mackenzie madison madonna madrid maggie magic magnolia magnum
maiden makaveli malcolm manager manchester mandy mango manuel marathon marcel marcus margaret margarita
maria mariah mariana marie marilyn marina mario mariposa mark marlboro marley marriage marshall martha
martin martina marvin mary master matrix matthew maverick maximus maxwell megan melanie melissa melody
member memory memphis mercedes mercury merlin messi metal metallica mexico miami michael michel michelle
mickey midnight miguel military milkshake millie milwaukee mimi minecraft minnesota minnie miracle miranda
mission mister mobile moderator monday money monica monika monkey monkeys monster montana montreal moon
moonlight mordor morgan morning morris moscow mother motorola mountain mouse muffin murphy music mustang
mustangs mylove mynoob mystery nadia nancy naruto nascar natalia natalie natasha nathan nathaniel natural
naughty nelson neptune nevada newcastle newlife newman newpass newyork nicholas nicole nigeria nightmare
nikita nikki ninja nintendo nirvana nissan nokia norman northern norway nothing november number oakland
obama ocean october office oklahoma oliver olivia olympia omega online orange orchid oregon orlando oscar
oxford pacific packard packers paintball pakistan pamela panasonic panda pandora panther panthers papillon
parade paradise paramount paris parker pass passion passport password passwords patches patience patricia
patrick patriot patriots paulina peace peaches peanut peanuts pearl pebbles pedro peewee penelope penguin
penguins pepper pepsi perfect peter phantom phillip phoebe phoenix piano picard picasso piglet pikachu
pineapple pink pioneer pirate pirates pizza placebo planet platinum playboy player playstation please
pokemon polar police polina popcorn popeye porsche portugal poseidon potato power precious predator presario
president preston pretty prince princesa princess private prodigy promise property psycho pumpkin punkrock
puppies puppy purple python qazwsx qazwsxedc qweasd qweasdzxc qwer qwerty qwertz rabbit rachel racing radio
raiders rainbow rambo random ranger rangers raptor rascal raven raymond reading rebecca rebel redbull
reddevil reddog redhead redskins redsox redwings reggae regina remember renegade republic requiem research
reynolds rhapsody ricardo richard ricky ripper river robert roberta roberto robin robinson rocket rockon
rocks rockstar rocky rockyou rodrigo roger roland romance romania romeo ronald ronaldo rooney rooster root
rosario rosebud rosemary roses roxanne royal runescape runner russell russia rusty ruth sabrina sailor
saints sakura salvador samantha sammy samson samsung samuel sandiego sandra sandy santiago santos saphire
sapphire sarah sasha saskia satan saturday saturn savannah scarface scarlett schalke school scooby scooter
scorpio scorpion scotland scott scrappy seattle sebastian secret secrets secure security senior september
serena serenity sergio service seven shadow shakira shalom shannon sharon shawn shelby sheldon sheriff
sherlock sherry shopping shorty sierra silver silvia simba simone simple simpson simpsons single sister
skateboard skater skeleton skipper skippy skittles skyline skywalker slayer slipknot smile smiley smith
smokey smoking snake sniper snoopy snowball snowboard snowflake snowman soccer social softball soldier
soleil solution sonia sophia sophie soulmate spain spanish sparkle sparky spartan speedy spencer spider
spiderman spirit spitfire sponge spongebob sport spring squirrel stalker standard stanley star stargate
starlight starship start startrek starwars steelers stefan stella stephanie stephen sterling steven stewart
strawberry student stupid suburban success sugar summer summertime sunday sunflower sunny sunrise sunset
sunshine superman superstar support surfer survivor susan suzanne suzuki sweden sweet sweetheart sweetie
sweetpea sweety swimming switzerland sydney sylvester sylvia system tabitha taekwondo tamara tanner tanya
target tarzan taurus taylor teacher teddy teddybear temple temppass tennis teresa terminal terminator test
tester testing testtest texas thailand thebest theboss theresa thomas thumper thunder thursday tiffany tiger
tigers tigger timothy tinker tinkerbell titanic toby together tomcat tommy toor tornado tottenham toyota
tracy travel travis treasure trinity trixie trooper trouble troy truelove trustno tucker tuesday turkey
turtle tweety twilight twinkle twitter ultimate undertaker unicorn united universal universe user valentin
valentina valentine valeria valerie vampire vanessa vanilla vegas velocity venice venus veronica version
victor victoria victory vietnam viking vikings vincent violet viper virginia virus vision vladimir volcano
volleyball voyager walker walter warcraft warhammer warning warrior warriors washington water waterfall
watermelon webmaster wedding wednesday weezer welcome welcomehome wendy western whatever whiskey white
whitney wildcat wildcats william williams willow wilson windows winner winnie winston winter wisdom wizard
wolf wolverine wolves wonder wonderful woody wordpass working world wrestling xavier xbox xmen yamaha yankee
yankees yasmin yellow yellowstone yolanda yourmom yugioh yvonne zachary zaq zenith zeppelin zidane zombie
zxcv zxcvb zxcvbn zxcvbnm
`

export const commonWords: ReadonlySet<string> = new Set(words.trim().split(/\s+/))
