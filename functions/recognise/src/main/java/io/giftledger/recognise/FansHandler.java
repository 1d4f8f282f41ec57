package io.giftledger.recognise;

import com.github.benmanes.caffeine.cache.CacheLoader;
import com.github.benmanes.caffeine.cache.Caffeine;
import com.github.benmanes.caffeine.cache.LoadingCache;
import com.github.benmanes.caffeine.cache.Ticker;
import io.giftledger.dynamodb.Creators;
import io.giftledger.dynamodb.Policies;
import io.giftledger.dynamodb.Viewers;
import io.giftledger.economy.policy.ChallengeTerms;
import io.giftledger.economy.policy.Live;
import io.giftledger.economy.recognition.Board;
import io.giftledger.economy.recognition.Fan;
import io.giftledger.economy.recognition.FanLevels;
import io.giftledger.economy.recognition.Period;
import io.giftledger.economy.recognition.Progress;
import io.giftledger.economy.recognition.Ranked;
import io.giftledger.economy.recognition.Rankings;
import io.giftledger.economy.recognition.Recognition;
import io.giftledger.economy.recognition.Room;
import io.giftledger.economy.recognition.Standing;
import io.giftledger.economy.viewer.ViewerProfile;
import io.giftledger.http.Call;
import io.giftledger.http.HttpFunction;
import io.giftledger.http.Problem;
import io.giftledger.http.Reply;
import io.giftledger.ledger.Account;
import io.giftledger.recognise.RankingView.CreatorView;
import java.io.IOException;
import java.time.Duration;
import java.time.Instant;
import java.time.InstantSource;
import java.time.temporal.ChronoUnit;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.regex.Pattern;

/**
 * Shows rooms, boards and fans to any user who is signed in. What everybody sees is read once a
 * second here, however many ask.
 */
public final class FansHandler extends HttpFunction {

  /** So many the snapshot of a room shows of its board. */
  private static final int SNAPSHOT_BOARD_MAX = 20;

  /** What a gift's target may be called. */
  private static final Pattern ROOM = Pattern.compile("[\\x21-\\x7e]{1,128}");

  private static final Duration AGE_MAX = Duration.ofSeconds(1);
  private static final int KEPT_MAX = 1_000;

  private final Recognition recognition = bean(Recognition.class);
  private final Rankings rankings = bean(Rankings.class);
  private final Creators creators = bean(Creators.class);
  private final Viewers viewers = bean(Viewers.class);
  private final Audience audience = bean(Audience.class);
  private final InstantSource clock = bean(InstantSource.class);
  private final Policies policies = bean(Policies.class);

  private final LoadingCache<String, SnapshotView> snapshots = cache(this::readSnapshot);
  private final LoadingCache<String, BoardView> roomBoards = cache(this::readRoomBoard);
  private final LoadingCache<PeriodOfCreator, BoardView> creatorBoards =
      cache(this::readCreatorBoard);
  private final LoadingCache<Period, RankingView> creatorRankings = cache(this::readRanking);

  /** What a board of a creator's is asked for by. */
  private record PeriodOfCreator(String creator, Period period) {}

  /** Made by Lambda. */
  public FansHandler() {
    this(System.getenv());
  }

  /** Made with another environment. */
  public FansHandler(Map<String, String> environment) {
    super(environment);
    route("GET /v1/rooms/{id}/snapshot", this::snapshot);
    route("GET /v1/rooms/{id}/board", this::roomBoard);
    route("GET /v1/creators/{id}/board", this::creatorBoard, "period");
    route("GET /v1/creators/{id}/fans/{fan}", this::fan);
    route("GET /v1/rankings/creators", this::ranking, "period");
  }

  private <K, V> LoadingCache<K, V> cache(CacheLoader<K, V> read) {
    return Caffeine.newBuilder()
        .expireAfterWrite(AGE_MAX)
        .ticker(bean(Ticker.class))
        .maximumSize(KEPT_MAX)
        .build(read);
  }

  /** What is asked for most. */
  @Override
  protected void rehearse() throws IOException {
    rehearse("GET /v1/rooms/{id}/snapshot", "");
    rehearse("GET /v1/creators/{id}/board", "");
  }

  /** For overlays, too. */
  private Reply snapshot(Call call) {
    call.watcher();
    return recent(snapshots.get(room(call)));
  }

  private Reply roomBoard(Call call) {
    call.caller();
    return recent(roomBoards.get(room(call)));
  }

  private Reply creatorBoard(Call call) {
    call.caller();
    String creator = creator(call);
    Period period =
        period(call, Period.ALL, Set.of(Period.values()), "must be day, week, month or all");
    return recent(creatorBoards.get(new PeriodOfCreator(creator, period)));
  }

  private Reply ranking(Call call) {
    call.caller();
    Period period =
        period(call, Period.DAY, Set.of(Period.DAY, Period.WEEK), "must be day or week");
    return recent(creatorRankings.get(period));
  }

  private static Period period(Call call, Period usual, Set<Period> possible, String otherwise) {
    return Period.find(call.query("period").orElse(usual.label()))
        .filter(possible::contains)
        .orElseThrow(() -> Problem.invalidField("period", otherwise).exception());
  }

  private static Reply recent(Object body) {
    return new Reply(200, Map.of("Cache-Control", "private, max-age=" + AGE_MAX.toSeconds()), body);
  }

  private Reply fan(Call call) {
    String caller = call.caller();
    String creator = creator(call);
    String fan = call.path("fan");
    if (!fan.equals("me") && !fan.equals(caller)) throw Problem.notFound("fan").exception();
    Instant now = now();
    Optional<Fan> known = recognition.fan(creator, caller);
    Optional<Integer> rank =
        known.flatMap(
            _ -> creatorBoards.get(new PeriodOfCreator(creator, Period.ALL)).rank(caller));
    FanLevels levels = FanLevels.of(policies.inForce().live());
    return Reply.ok(FanView.of(creator, caller, known, rank, levels, now));
  }

  private static String creator(Call call) {
    String creator = call.path("id");
    if (!Account.isOwner(creator)) throw Problem.notFound("creator").exception();
    return creator;
  }

  private static String room(Call call) {
    String room = call.path("id");
    if (!ROOM.matcher(room).matches()) throw Problem.notFound("room").exception();
    return room;
  }

  private SnapshotView readSnapshot(String id) {
    Instant now = now();
    List<Room> rooms = recognition.room(id);
    return SnapshotView.of(
        id,
        rooms,
        board(boardOf(rooms), SNAPSHOT_BOARD_MAX, now),
        challenges(rooms, now),
        audience,
        policies.inForce().live(),
        now);
  }

  private List<ChallengeView> challenges(List<Room> rooms, Instant now) {
    List<ChallengeTerms> running =
        policies.inForce().live().challenges().stream().filter(terms -> terms.isOn(now)).toList();
    if (running.isEmpty()) return List.of();
    Map<String, Progress> everywhere = new HashMap<>();
    for (Progress progress :
        recognition.progress(rooms.stream().map(Room::creator).distinct().toList())) {
      everywhere.put(progress.creator(), progress);
    }
    List<ChallengeView> shown = new ArrayList<>();
    for (ChallengeTerms terms : running) {
      for (Room room : rooms) {
        long coins =
            switch (terms.side()) {
              case VIEWERS -> room.paid(terms.firstDay(), terms.lastDay());
              case CREATOR ->
                  Optional.ofNullable(everywhere.get(room.creator()))
                      .map(progress -> progress.paid(terms.firstDay(), terms.lastDay()))
                      .orElse(0L);
            };
        shown.add(ChallengeView.of(terms, room.creator(), coins));
      }
    }
    return shown;
  }

  private BoardView readRoomBoard(String id) {
    Instant now = now();
    List<Room> rooms = recognition.room(id);
    return new BoardView(
        "stream",
        rooms.stream().map(Room::since).min(Comparator.naturalOrder()).map(Instant::toString),
        board(boardOf(rooms), Board.SHOWN_MAX, now),
        now.toString());
  }

  private BoardView readCreatorBoard(PeriodOfCreator asked) {
    Instant now = now();
    return new BoardView(
        asked.period.label(),
        Optional.of(asked.period)
            .filter(period -> period != Period.ALL)
            .map(period -> period.start(now).toString()),
        board(recognition.board(asked.creator, asked.period, now), Board.SHOWN_MAX, now),
        now.toString());
  }

  /** A ranking without those whom the platform has suspended, or does not know any more. */
  private RankingView readRanking(Period period) {
    Instant now = now();
    List<CreatorView> shown = new ArrayList<>();
    for (Standing standing : rankings.first(period, now)) {
      String creator = standing.creator();
      if (creators.recent(creator).filter(known -> !known.isSuspended()).isEmpty()) continue;
      Optional<String> name = viewers.recent(creator).flatMap(ViewerProfile::displayName);
      shown.add(CreatorView.of(shown.size() + 1, standing, name, period));
    }
    return new RankingView(period.label(), period.start(now).toString(), shown, now.toString());
  }

  private static Board boardOf(List<Room> rooms) {
    return rooms.stream().map(Room::board).reduce(Board.EMPTY, Board::plus);
  }

  /** A board without those who owe coins. */
  private List<RankedView> board(Board board, int most, Instant now) {
    Live live = policies.inForce().live();
    FanLevels levels = FanLevels.of(live);
    List<RankedView> shown = new ArrayList<>();
    for (Ranked ranked : board.ranked()) {
      if (shown.size() == most) break;
      Audience.Member viewer = audience.member(ranked.viewer());
      if (viewer.owes()) continue;
      shown.add(
          RankedView.of(
              shown.size() + 1,
              ranked,
              viewer,
              viewer.level(live.viewerLevels()),
              levels.badge(ranked.lifetimeCoins(), ranked.at(), now)));
    }
    return shown;
  }

  /** As the API tells instants: to the millisecond. */
  private Instant now() {
    return clock.instant().truncatedTo(ChronoUnit.MILLIS);
  }
}
