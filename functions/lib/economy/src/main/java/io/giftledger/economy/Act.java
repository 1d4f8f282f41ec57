package io.giftledger.economy;

import io.giftledger.ledger.Hash;
import io.giftledger.ledger.table.Item;
import io.giftledger.ledger.table.Key;
import java.time.Instant;
import java.time.YearMonth;
import java.time.ZoneOffset;
import java.time.temporal.ChronoUnit;
import java.util.OptionalLong;
import java.util.TreeMap;

/**
 * What somebody did who runs the platform, as it is listed by time. It is stored before what they
 * did is done, or together with it, and never changed.
 *
 * <p>One that leaves an entry on an account has an {@link OperatorAction} beside the entry, too:
 * there an audit holds it against the entry, which has its digest. This one is there to be found.
 *
 * @param at when
 * @param kind what, in a word: the kind of the entry if it leaves one
 * @param subject to what: the partition of an account, a profile, a queue
 * @param by who
 * @param reason a word for why; empty if the kind asks for none
 * @param note why: a ticket, a letter
 * @param figures what else there is to say of it: texts and whole numbers by name
 */
public record Act(
    Instant at, String kind, String subject, String by, String reason, String note, Item figures) {

  /** What the sort key of every act begins with; its instant and a digest follow. */
  public static final String SORT_KEY_PREFIX = "ACT#";

  /** The figure with the number of the entry that it leaves on its subject, at its instant. */
  public static final String ENTRY = "entry";

  private static final int ID_DIGITS = 16;

  /** Keeps milliseconds. */
  public Act {
    at = at.truncatedTo(ChronoUnit.MILLIS);
  }

  /** The partition of a month's acts (UTC). */
  public static String partitionKey(YearMonth month) {
    return "ACTIONS#" + month;
  }

  /** The month (UTC) whose partition an instant's acts are in. */
  public static YearMonth month(Instant at) {
    return YearMonth.from(at.atOffset(ZoneOffset.UTC));
  }

  /**
   * Where it is stored: by its instant, and the same act at the same place. One that leaves an
   * entry has the entry's place: an entry has one act.
   */
  public Key key() {
    OptionalLong entry = figures.findNumber(ENTRY);
    Hash digest =
        entry.isPresent()
            ? Hash.ofTexts(kind, subject, ENTRY, Long.toString(entry.getAsLong()))
            : Hash.ofTexts(
                kind, subject, by, reason, note, new TreeMap<>(figures.attributes()).toString());
    String id = digest.hex().substring(0, ID_DIGITS);
    // Milliseconds since 1970 have 13 digits until the year 2286, so that text order is time order.
    return new Key(partitionKey(month(at)), SORT_KEY_PREFIX + at.toEpochMilli() + "#" + id);
  }

  /** Reads a stored act. */
  public static Act read(Item item) {
    return new Act(
        item.instant("at"),
        item.text("kind"),
        item.text("subject"),
        item.text("by"),
        item.text("reason"),
        item.text("note"),
        item.map("figures"));
  }

  /** The act as it is stored. */
  public Item item() {
    return Item.builder(key())
        .instant("at", at)
        .text("kind", kind)
        .text("subject", subject)
        .text("by", by)
        .text("reason", reason)
        .text("note", note)
        .map("figures", figures)
        .build();
  }
}
