"""The words of the README's tables in Korean, for README.ko.md. A title without a translation stays."""

TITLES = {
    "Ping-pong, 64 B, 100 connections": "핑퐁, 64 B, 연결 100개",
    "32 messages of 64 B in flight on 100 connections": "연결 100개에 64 B 메시지가 32개씩 오가는 중",
    "Accept, one message, close": "연결 받기, 메시지 하나, 닫기",
    "One message to 1,000 connections": "연결 1,000개에 메시지 하나",
    "UDP, 64 B, 50 peers with 8 in flight": "UDP, 64 B, 상대 50곳과 8개씩 오가는 중",
    "UDP, bursts of 64 datagrams to one peer": "UDP, 상대 하나에 데이터그램 64개씩 몰아 보내기",
    "Memory of 10,000 idle connections": "유휴 연결 10,000개의 메모리",
    "1,000,000 timers started, then cancelled": "타이머 1,000,000개를 시작한 뒤 취소",
    "Post from another thread": "다른 스레드에서 함수 전달",
    "Sessions: 32 messages of 64 B in flight on 100 connections":
        "세션: 연결 100개에 64 B 메시지가 32개씩 오가는 중",
    "Sessions: a message of 64 B to 1,000 connections": "세션: 연결 1,000개에 64 B 메시지 하나",
    "Sessions: 8 messages of 64 B at once to 1,000 connections":
        "세션: 연결 1,000개에 64 B 메시지 8개를 한꺼번에",
    "Sessions: 1,000 players, each 14 messages/s of 100 B":
        "세션: 플레이어 1,000명, 각자 100 B 메시지를 초당 14개",
    "Memory of 10,000 idle sessions after 10 s": "10초 뒤 유휴 세션 10,000개의 메모리",
}
AGAINST = "against "


def cell(text):
    if text.startswith(AGAINST):
        return f"{text.removeprefix(AGAINST)} 대비"
    return TITLES.get(text, text)


def row(line):
    cells = line.strip("|").split("|")
    return "|" + "|".join(each.replace(each.strip(), cell(each.strip())) if each.strip() else each
                          for each in cells) + "|"


def tables(text):
    """Markdown tables with their titles in Korean."""
    return "\n".join(row(line) if line.startswith("|") else line for line in text.split("\n"))
