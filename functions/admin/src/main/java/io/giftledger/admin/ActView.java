package io.giftledger.admin;

import io.giftledger.economy.Act;
import io.micronaut.serde.annotation.Serdeable;
import io.micronaut.serde.config.naming.SnakeCaseStrategy;
import java.time.Instant;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.TreeMap;

/**
 * What somebody did who runs the platform.
 *
 * @param at when
 * @param kind what
 * @param subject to what: {@code WALLET#alice}, {@code POLICY}
 * @param by who: the subject of their token
 * @param reason a word for why; absent if the kind asks for none
 * @param note why; absent if nobody said
 * @param figures what else there is to say of it
 */
@Serdeable(naming = SnakeCaseStrategy.class)
record ActView(
    Instant at,
    String kind,
    String subject,
    String by,
    Optional<String> reason,
    Optional<String> note,
    Map<String, Object> figures) {

  static ActView of(Act act) {
    Map<String, Object> figures = new TreeMap<>();
    act.figures()
        .attributes()
        .forEach((name, value) -> figures.put(snakeCase(name), PolicyViews.json(value)));
    return new ActView(
        act.at(),
        act.kind(),
        act.subject(),
        act.by(),
        said(act.reason()),
        said(act.note()),
        figures);
  }

  private static Optional<String> said(String text) {
    return text.isEmpty() ? Optional.empty() : Optional.of(text);
  }

  private static String snakeCase(String name) {
    return name.replaceAll("([A-Z])", "_$1").toLowerCase(java.util.Locale.ROOT);
  }

  /**
   * A page of acts.
   *
   * @param next the cursor of the next page; absent on the last
   */
  @Serdeable(naming = SnakeCaseStrategy.class)
  record Page(List<ActView> actions, Optional<String> next) {}
}
