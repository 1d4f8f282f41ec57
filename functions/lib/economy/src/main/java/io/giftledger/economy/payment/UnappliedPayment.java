package io.giftledger.economy.payment;

import io.giftledger.economy.Money;
import io.giftledger.economy.Said;
import io.giftledger.ledger.BusinessRecord;
import io.giftledger.ledger.Entry;
import io.giftledger.ledger.EntryKind;
import io.giftledger.ledger.Hash;
import io.giftledger.ledger.Ledger;
import io.giftledger.ledger.RecordType;
import io.giftledger.ledger.table.Item;
import io.giftledger.ledger.table.Key;
import io.giftledger.ledger.table.Write;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.Set;

/**
 * A payment that is applied to no recharge: a second one, one of another amount, one for a recharge
 * that there is not.
 *
 * @param provider who took it
 * @param paymentId the provider's id for it
 * @param amount how much was paid
 * @param reason the word for why it is not applied
 * @param user who paid, as far as the provider says
 * @param recharge the id of what it was for, as far as the provider says
 * @param booking the entry that booked it
 * @param status how far it has come
 * @param refunds what was paid back of it
 * @param applied to what it was applied, if it was
 */
public record UnappliedPayment(
    String provider,
    String paymentId,
    Money amount,
    String reason,
    Optional<String> user,
    Optional<String> recharge,
    Place booking,
    Status status,
    List<Refund> refunds,
    Optional<Application> applied)
    implements BusinessRecord {

  /** How they are stored: the provider's id for the payment is the record's. */
  public static final RecordType<UnappliedPayment> TYPE =
      new RecordType<>("UNAPPLIED", UnappliedPayment::read);

  /** More refunds of one are for a person to look at. */
  public static final int REFUNDS_MAX = 100;

  private static final String REFUNDS = "refunds";

  /** How far one has come. */
  public enum Status {
    /** It is owed to whoever paid it, or what is left of it is. */
    UNAPPLIED,
    /** All of it was paid back. */
    REFUNDED,
    /** An operator applied it to a recharge. */
    APPLIED
  }

  /**
   * An entry.
   *
   * @param sequence its number
   * @param at its instant
   */
  public record Place(long sequence, Instant at) {}

  /**
   * What was paid back, or taken back by the payer's bank.
   *
   * @param id the provider's id for it, or ours if we asked for it
   * @param minor how much
   * @param by the entry that booked it
   */
  public record Refund(String id, long minor, Place by) {

    private String text() {
      return "%s %d %d@%s".formatted(id, minor, by.sequence, by.at);
    }

    private static Refund parse(String text) {
      String[] words = text.split("[ @]", -1);
      if (words.length != 4) throw new IllegalArgumentException("no refund: " + text);
      return new Refund(
          words[0],
          Long.parseLong(words[1]),
          new Place(Long.parseLong(words[2]), Instant.parse(words[3])));
    }
  }

  /**
   * To what an operator applied it.
   *
   * @param viewer whose recharge
   * @param recharge the recharge's id
   * @param by who did it
   * @param note where that can be looked up
   * @param place the entry that says so
   */
  public record Application(String viewer, String recharge, String by, String note, Place place) {}

  /** Keeps its own list. */
  public UnappliedPayment {
    refunds = List.copyOf(refunds);
  }

  /** Where one is stored. */
  public static Key key(String provider, String paymentId) {
    return TYPE.key(Unapplied.of(provider), paymentId);
  }

  /** What is left of it to be paid back or applied; nothing once it was applied. */
  public Money left() {
    long minor =
        status == Status.APPLIED
            ? 0
            : amount.minor() - refunds.stream().mapToLong(Refund::minor).sum();
    return new Money(minor, amount.currency());
  }

  /** Whether something was paid back under an id. */
  public boolean hasRefund(String id) {
    return refunds.stream().anyMatch(refund -> refund.id().equals(id));
  }

  /** Whether the entries say what it says of itself: nothing may follow from it if they do not. */
  public boolean isAsItsEntriesSay(Ledger ledger) {
    return said(item()).stream().allMatch(said -> isSaid(ledger, said));
  }

  private boolean isSaid(Ledger ledger, Said said) {
    return ledger
        .entry(Unapplied.of(provider), said.sequence())
        .filter(entry -> entry.kind().equals(said.kind()))
        .filter(entry -> said(entry, entry.kind()).equals(said))
        .isPresent();
  }

  /** It as a part of it, or all that is left, is paid back. */
  Write.Transition refunded(Refund refund) {
    List<String> before = refunds.stream().map(Refund::text).toList();
    List<String> after = new ArrayList<>(before);
    after.add(refund.text());
    Status next = refund.minor() == left().minor() ? Status.REFUNDED : Status.UNAPPLIED;
    return new Write.Transition(
        key(),
        Set.of(Status.UNAPPLIED.name()),
        before.isEmpty() ? Item.EMPTY : Item.builder().texts(REFUNDS, before).build(),
        before.isEmpty() ? Set.of(REFUNDS) : Set.of(),
        Item.builder().text("status", next.name()).texts(REFUNDS, after).build());
  }

  /** It as it is applied, if nothing was paid back of it. */
  Write.Transition applied(Application to) {
    return new Write.Transition(
        key(),
        Set.of(Status.UNAPPLIED.name()),
        Item.EMPTY,
        Set.of(REFUNDS),
        application(Item.builder().text("status", Status.APPLIED.name()), to).build());
  }

  private static Item.Builder application(Item.Builder item, Application to) {
    return item.text("viewer", to.viewer)
        .text("recharge", to.recharge)
        .text("by", to.by)
        .text("note", to.note)
        .number("applied", to.place.sequence)
        .instant("appliedAt", to.place.at);
  }

  /** What a stored one says of the entries that booked it, paid it back or applied it. */
  public static List<Said> said(Item item) {
    UnappliedPayment payment = TYPE.read(item);
    boolean isApplied = payment.status == Status.APPLIED;
    Said.requireWhole(
        payment.status,
        payment.applied.isPresent() == isApplied
            && (payment.refunds.isEmpty() || !isApplied)
            && (payment.status == Status.REFUNDED) == (payment.left().minor() == 0 && !isApplied));
    List<Said> said = new ArrayList<>();
    said.add(payment.said(PaymentUnapplied.KIND, payment.booking, PaymentUnapplied.of(payment)));
    for (Refund refund : payment.refunds) {
      said.add(
          payment.said(
              UnappliedRefunded.KIND,
              refund.by,
              UnappliedRefunded.details(
                  refund.id, new Money(refund.minor, payment.amount.currency()))));
    }
    payment.applied.ifPresent(
        to ->
            said.add(
                payment.said(
                    UnappliedApplied.KIND,
                    to.place,
                    UnappliedApplied.details(payment.amount, to))));
    return said;
  }

  private Said said(EntryKind kind, Place place, Item figures) {
    return new Said(key().sort(), kind, place.sequence, place.at, 0, figures);
  }

  /** What an entry says of the one that it names. */
  static Said said(Entry<Unapplied> entry, EntryKind kind) {
    return new Said(
        TYPE.keyOf(entry.item()).sort(),
        kind,
        entry.sequence(),
        entry.at(),
        entry.policyVersion(),
        entry.details());
  }

  /** The digest of who applied it, and why: no entry has free text. */
  static String digest(Application to) {
    return Hash.ofTexts("APPLIED", to.viewer, to.recharge, to.by, to.note).hex();
  }

  private static UnappliedPayment read(Item item) {
    return new UnappliedPayment(
        item.key().owner(),
        item.key().id(),
        new Money(item.number("amountMinor"), item.text("currency")),
        item.text("reason"),
        item.findText("toldUser"),
        item.findText("toldRecharge"),
        new Place(item.number("booking"), item.instant("bookedAt")),
        Status.valueOf(item.text("status")),
        item.findTexts(REFUNDS).orElse(List.of()).stream().map(Refund::parse).toList(),
        item.findText("recharge")
            .map(
                recharge ->
                    new Application(
                        item.text("viewer"),
                        recharge,
                        item.text("by"),
                        item.text("note"),
                        new Place(item.number("applied"), item.instant("appliedAt")))));
  }

  @Override
  public Key key() {
    return key(provider, paymentId);
  }

  @Override
  public Item item() {
    Item.Builder item =
        Item.builder(key())
            .number("amountMinor", amount.minor())
            .text("currency", amount.currency())
            .text("reason", reason)
            .text("toldUser", user)
            .text("toldRecharge", recharge)
            .number("booking", booking.sequence)
            .instant("bookedAt", booking.at)
            .text("status", status.name());
    if (!refunds.isEmpty()) item.texts(REFUNDS, refunds.stream().map(Refund::text).toList());
    applied.ifPresent(to -> application(item, to));
    return item.build();
  }
}
