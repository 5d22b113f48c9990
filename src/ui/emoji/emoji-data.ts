// The emoji that can be picked and written by name: those that people use, not all there are. Each is the emoji, its names (the first is what it
// is called, the others are as good for `:name:`), and words it is found by. They are data and stay English in every language.

export const emojiData = {
  smileys: `😀 grinning happy smile|😃 smiley happy joy open|😄 smile happy laugh pleased|😁 grin teeth happy|😆 laughing/satisfied haha lol
😅 sweat_smile relief phew hot|🤣 rofl/rolling_on_the_floor_laughing lol haha|😂 joy tears lol haha laugh
🙂 slightly_smiling/slight_smile fine|🙃 upside_down silly irony|😉 wink flirt hint|😊 blush happy shy warm
😇 innocent/halo angel good|🥰 smiling_face_with_hearts love adore|😍 heart_eyes love crush|🤩 star_struck wow amazed
😘 kissing_heart kiss love|😗 kissing kiss whistle|😚 kissing_closed_eyes kiss|😙 kissing_smiling_eyes kiss
🥲 smiling_with_tear touched grateful|😋 yum tasty delicious|😛 stuck_out_tongue cheeky playful
😜 stuck_out_tongue_winking_eye joke crazy|🤪 zany crazy goofy|😝 stuck_out_tongue_closed_eyes yuck|🤑 money_mouth rich dollar
🤗 hugs/hugging hug thanks|🤭 hand_over_mouth oops giggle|🤫 shushing quiet secret shh|🤔 thinking hmm wonder
🤐 zipper_mouth silence secret|🤨 raised_eyebrow doubt suspicious|😐 neutral_face meh|😑 expressionless blank
😶 no_mouth silent speechless|😏 smirk smug|😒 unamused annoyed|🙄 roll_eyes/eye_roll annoyed|😬 grimacing awkward eek
🤥 lying liar pinocchio|😌 relieved calm content|😔 pensive sad sorry|😪 sleepy tired|🤤 drooling hungry|😴 sleeping sleep zzz night
😷 mask ill sick|🤒 thermometer_face ill fever sick|🤕 head_bandage hurt injured|🤢 nauseated sick gross|🤮 vomiting sick gross
🤧 sneezing cold bless sick|🥵 hot_face heat summer sweat|🥶 cold_face freezing winter|🥴 woozy dizzy drunk
😵 dizzy_face/knocked_out dead|🤯 exploding_head/mind_blown shocked wow|🤠 cowboy hat howdy
🥳 partying_face/partying birthday celebrate|😎 sunglasses cool|🤓 nerd clever geek|🧐 monocle inspect curious|😕 confused unsure
😟 worried concern|🙁 slightly_frowning sad|☹️ frowning sad|😮 open_mouth surprise wow|😯 hushed surprise|😲 astonished shocked gasp
😳 flushed embarrassed|🥺 pleading please puppy|😦 frowning_open_mouth|😧 anguished|😨 fearful scared afraid
😰 cold_sweat/anxious nervous|😥 disappointed_relieved sad phew|😢 cry sad tear|😭 sob crying sad|😱 scream scared shocked
😖 confounded|😣 persevere struggle|😞 disappointed sad|😓 sweat tired work|😩 weary tired|😫 tired_face exhausted
🥱 yawning bored sleepy|😤 triumph/huffing proud|😡 rage/pout angry mad|😠 angry mad cross|🤬 cursing/swearing angry
😈 smiling_imp devil evil|💀 skull dead death|💩 poop/hankey shit|🤡 clown circus|👻 ghost halloween boo|👽 alien space
🤖 robot bot machine|😺 smiley_cat cat|😹 joy_cat cat laugh|😻 heart_eyes_cat cat love|🙈 see_no_evil monkey blind
🙉 hear_no_evil monkey deaf|🙊 speak_no_evil monkey secret`,
  people: `👋 wave hello hi bye|🤚 raised_back_of_hand hand|✋ raised_hand/hand stop high_five|🖖 vulcan spock|👌 ok_hand okay perfect
🤌 pinched_fingers italian|🤏 pinching_hand small little|✌️ victory/v peace|🤞 crossed_fingers/fingers_crossed luck hope
🤟 love_you_gesture|🤘 metal rock horns|🤙 call_me phone shaka|👈 point_left|👉 point_right|👆 point_up_2 above|👇 point_down below
☝️ point_up one|👍 thumbs_up/+1/thumbsup yes good agree like|👎 thumbs_down/-1/thumbsdown no bad disagree|✊ fist solidarity
👊 punch/fist_bump hit|👏 clap applause bravo well_done|🙌 raised_hands hooray praise|👐 open_hands|🤲 palms_up pray give
🤝 handshake deal agreed|🙏 pray/folded_hands please thanks hope|✍️ writing_hand write|💅 nail_care polish|🤳 selfie phone
💪 muscle strong power|🦵 leg|👂 ear listen hear|👃 nose smell|🧠 brain think mind|👀 eyes look see watching|👁️ eye look|👅 tongue
👄 lips mouth kiss|👶 baby child|🧒 child kid|👦 boy|👧 girl|🧑 person adult|👨 man|👩 woman|🧓 older_person old|👴 old_man grandpa
👵 old_woman grandma|🙅 no_good stop|🙆 ok_person|💁 tipping_hand information|🙋 raising_hand question me|🙇 bow sorry thanks
🤦 facepalm/face_palm oh_no|🤷 shrug dunno whatever|💃 dancer/dancing dance party|🕺 man_dancing dance party|🚶 walking walk
🏃 running/runner run hurry|🧘 meditation/lotus yoga calm|🛌 in_bed sleep|👫 couple pair|👪 family parents|🗣️ speaking_head talk
👤 silhouette user|👥 silhouettes/busts group users|👣 footprints`,
  nature: `🐶 dog puppy pet|🐱 cat kitten pet|🐭 mouse|🐹 hamster pet|🐰 rabbit bunny easter|🦊 fox|🐻 bear|🐼 panda|🐨 koala|🐯 tiger|🦁 lion|🐮 cow
🐷 pig|🐸 frog|🐵 monkey_face monkey|🐔 chicken hen|🐧 penguin linux|🐦 bird|🐤 baby_chick chick|🦆 duck|🦉 owl wise night|🐺 wolf|🐴 horse
🦄 unicorn magic|🐝 bee/honeybee|🐛 bug caterpillar|🦋 butterfly|🐌 snail slow|🐞 ladybug/beetle|🐜 ant|🕷️ spider|🐢 turtle slow|🐍 snake
🐙 octopus|🦀 crab|🐠 tropical_fish fish|🐬 dolphin|🐳 whale|🦈 shark|🐘 elephant|🐪 camel|🐑 sheep|🐐 goat|🦔 hedgehog
🐾 paw_prints/feet pet|🌵 cactus desert|🎄 christmas_tree xmas|🌲 evergreen tree forest|🌳 tree|🌴 palm_tree beach
🌱 seedling grow plant|🌿 herb leaf|☘️ shamrock|🍀 four_leaf_clover/clover luck|🍁 maple_leaf autumn|🍂 fallen_leaf autumn|🍄 mushroom
💐 bouquet flowers|🌷 tulip flower|🌹 rose flower love|🥀 wilted_flower|🌺 hibiscus flower|🌸 cherry_blossom flower spring
🌼 blossom flower|🌻 sunflower flower|🌞 sun_with_face|🌝 full_moon_with_face|🌙 crescent_moon moon night ramadan
🌍 earth/earth_africa world globe|⭐ star favourite|🌟 glowing_star/star2|✨ sparkles magic clean new|⚡ zap lightning fast|☄️ comet
💥 boom/collision explosion|🔥 fire hot lit flame|🌪️ tornado storm|🌈 rainbow pride|☀️ sunny/sun weather|⛅ partly_sunny weather
☁️ cloud weather|🌧️ rain/cloud_with_rain weather|⛈️ thunderstorm weather|❄️ snowflake winter cold|⛄ snowman winter
💨 dash wind fast|💧 droplet water|☔ umbrella rain|🌊 ocean/wave_sea sea water`,
  food: `🍏 green_apple fruit|🍎 apple fruit|🍐 pear fruit|🍊 orange/tangerine fruit|🍋 lemon fruit|🍌 banana fruit|🍉 watermelon fruit
🍇 grapes fruit|🍓 strawberry fruit|🫐 blueberries fruit|🍒 cherries fruit|🍑 peach fruit|🥭 mango fruit|🍍 pineapple fruit|🥥 coconut
🥝 kiwi fruit|🍅 tomato|🍆 eggplant/aubergine|🥑 avocado|🥦 broccoli|🥕 carrot|🌽 corn|🌶️ hot_pepper chili spicy|🥔 potato|🧄 garlic
🧅 onion|🥐 croissant breakfast|🍞 bread toast|🥨 pretzel|🧀 cheese|🥚 egg|🍳 cooking/fried_egg breakfast|🥞 pancakes breakfast|🥓 bacon
🍗 poultry_leg chicken|🍔 hamburger/burger|🍟 fries|🍕 pizza|🌭 hotdog|🥪 sandwich lunch|🌮 taco|🌯 burrito
🥙 falafel/stuffed_flatbread kebab|🥗 salad/green_salad healthy|🥘 paella/shallow_pan stew|🍝 spaghetti pasta|🍜 ramen/noodles soup
🍛 curry rice|🍣 sushi|🍚 rice|🥟 dumpling|🍦 icecream/soft_ice_cream|🍩 doughnut/donut|🍪 cookie biscuit|🎂 birthday/birthday_cake cake
🍰 cake shortcake|🧁 cupcake|🍫 chocolate|🍬 candy sweet|🍭 lollipop sweet|🍯 honey|🥛 milk|☕ coffee/hot_drink cafe break|🫖 teapot tea
🍵 tea green_tea|🧃 juice|🥤 soda/cup_with_straw|🍺 beer|🍻 beers/cheers prost|🥂 champagne_glass/clinking_glasses cheers toast|🍷 wine
🍸 cocktail bar|🍾 champagne bottle celebrate|🍽️ plate dinner|🧂 salt`,
  activities: `⚽ soccer/football ball sport|🏀 basketball sport|🏈 american_football sport|⚾ baseball sport|🎾 tennis sport|🏐 volleyball sport
🏉 rugby sport|🏓 ping_pong/table_tennis|🏸 badminton|🥅 goal_net goal|⛳ golf|🎯 dart/bullseye target goal|🎣 fishing|🥊 boxing fight
🛹 skateboard|⛸️ ice_skate winter|🎿 ski winter|🏂 snowboarder winter|🏋️ weight_lifting gym sport|🚴 bicyclist/cycling bike sport
🏊 swimmer/swimming swim|🏄 surfer/surfing surf|🧗 climbing climb|🏆 trophy win prize|🥇 first_place/gold_medal win
🥈 second_place/silver_medal|🥉 third_place/bronze_medal|🏅 medal/sports_medal|🎟️ ticket admission|🎪 circus_tent
🎭 theatre/performing_arts|🎨 art/palette paint|🎬 clapper film movie|🎤 microphone sing karaoke|🎧 headphones music|🎼 musical_score
🎹 piano/musical_keyboard|🥁 drum|🎷 saxophone jazz|🎺 trumpet|🎸 guitar rock|🎻 violin|🎲 game_die/dice game|♟️ chess/chess_pawn
🎮 video_game game play|🧩 puzzle/jigsaw|🎉 tada/party_popper party celebrate congratulations hooray|🎊 confetti_ball party
🎈 balloon party birthday|🎁 gift present birthday|🎀 ribbon bow|🎃 jack_o_lantern/pumpkin halloween|🎆 fireworks new_year
🧨 firecracker`,
  travel: `🚗 car/red_car drive|🚕 taxi cab|🚙 suv/blue_car|🚌 bus|🚑 ambulance|🚒 fire_engine|🚓 police_car|🚚 truck delivery|🚜 tractor
🏍️ motorcycle|🛵 scooter|🚲 bike/bicycle|🚂 train/steam_locomotive|🚆 railway_train|🚇 metro/subway|🚊 tram|🚏 bus_stop
⛽ fuel/fuelpump petrol gas|🚦 traffic_light|🚧 construction work barrier|⚓ anchor|⛵ sailboat/boat sail|🚤 speedboat|⛴️ ferry|🚢 ship
✈️ airplane/plane flight travel|🛫 departure|🛬 arrival|🚁 helicopter|🚀 rocket launch ship_it fast|🛸 ufo/flying_saucer|🛰️ satellite
🪂 parachute|🗺️ map/world_map|🧭 compass|🏔️ mountain/snow_mountain|🌋 volcano|🏕️ camping tent|🏖️ beach holiday
🏝️ island/desert_island|🏠 house home|🏡 house_with_garden home|🏢 office|🏥 hospital|🏫 school|🏭 factory|🏰 castle|🕌 mosque|⛪ church
🕍 synagogue|🌆 city_sunset|🌃 night_with_stars|🌅 sunrise morning|🌉 bridge/bridge_at_night|🎡 ferris_wheel|🧳 luggage trip`,
  objects: `⌚ watch time|📱 phone/iphone mobile|💻 laptop/computer|⌨️ keyboard|🖥️ desktop_computer|🖨️ printer|💾 floppy_disk save
📷 camera photo|📹 video_camera|📺 tv television|📻 radio|☎️ telephone|🔋 battery power|🔌 electric_plug plug|💡 bulb idea light
🔦 flashlight torch|🕯️ candle|⏰ alarm_clock time wake|⏳ hourglass wait time|📡 satellite_antenna signal|💰 moneybag money
💵 dollar/banknote money|💳 credit_card pay|💎 gem diamond|🔧 wrench tool fix|🔨 hammer tool build|🛠️ tools/hammer_and_wrench fix
⚙️ gear settings|🧰 toolbox|🧲 magnet|🔬 microscope science|🔭 telescope|💊 pill medicine|💉 syringe vaccine|🩹 bandage plaster
🌡️ thermometer|🧹 broom clean|🧺 basket picnic|🧻 toilet_paper|🧼 soap wash|🛁 bathtub bath|🔑 key|🚪 door|🛋️ couch sofa|🛏️ bed
🧸 teddy_bear toy|🛒 shopping_cart buy|✉️ envelope letter mail|📧 email mail|📦 package/parcel box|📫 mailbox|📄 page document
📊 bar_chart numbers|📈 chart_up growth|📉 chart_down|📅 calendar/date|📋 clipboard list|📌 pushpin/pin|📎 paperclip attach|📏 ruler
✂️ scissors cut|📝 memo/pencil note write|✏️ pencil2 write|📚 books read study|📖 book/open_book read|📰 newspaper news
🔍 search/mag find|🔒 lock/locked secure|🔓 unlock|🔔 bell notification|🔕 no_bell mute|📣 megaphone/mega announce
🗑️ trash/wastebasket delete|👓 glasses|👕 shirt/tshirt|👖 jeans trousers|👗 dress|👟 sneaker/athletic_shoe|👑 crown king queen
🎓 graduation/mortar_board degree|🎒 backpack school|💍 ring wedding`,
  symbols: `❤️ heart/red_heart love|🧡 orange_heart love|💛 yellow_heart love|💚 green_heart love|💙 blue_heart love|💜 purple_heart love
🖤 black_heart|🤍 white_heart|🤎 brown_heart|💔 broken_heart sad|💕 two_hearts love|💖 sparkling_heart love|💘 cupid love
💯 100/hundred perfect|💢 anger|💬 speech_balloon comment|💭 thought_balloon think|💤 zzz sleep|✅ white_check_mark/check done yes ok
✔️ heavy_check_mark/tick done yes|❌ x/cross_mark no wrong|❎ cross_button no|❓ question/question_mark what
❗ exclamation/exclamation_mark important|‼️ bangbang important|⁉️ interrobang what|⚠️ warning careful
🚫 no_entry_sign/prohibited forbidden|⛔ no_entry stop|🛑 stop_sign stop|♻️ recycle|☢️ radioactive|☮️ peace|☯️ yin_yang|♾️ infinity
➕ plus/heavy_plus_sign add|➖ minus/heavy_minus_sign|✖️ multiply|➡️ arrow_right/right_arrow|⬅️ arrow_left/left_arrow
⬆️ arrow_up/up_arrow|⬇️ arrow_down/down_arrow|🔄 refresh/counterclockwise_arrows again|🔁 repeat|▶️ play/arrow_forward|⏸️ pause
⏩ fast_forward|🔇 mute quiet|🔊 loud_sound/speaker|🎵 musical_note music|🎶 notes/musical_notes music|🆕 new|🆗 ok|🆘 sos help|🔝 top
🔜 soon|🔴 red_circle|🟠 orange_circle|🟡 yellow_circle|🟢 green_circle|🔵 blue_circle|🟣 purple_circle|⚫ black_circle|⚪ white_circle
🏁 checkered_flag finish|🚩 red_flag/triangular_flag|🏳️ white_flag surrender|🏴 black_flag|🏳️‍🌈 rainbow_flag/pride`,
};
