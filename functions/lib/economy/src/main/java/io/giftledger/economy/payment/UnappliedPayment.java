package io.giftledger.economy.payment;

import io.giftledger.economy.Money;
import io.giftledger.economy.Said;
import io.giftledger.economy.wallet.Adjustment;
import io.giftledger.economy.wallet.Adjustments;
import io.giftledger.economy.wallet.BookedPayment;
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
import java.util.stream.Stream;

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
 * @param adjustments what became of it
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
    Adjustments adjustments,
    Optional<Application> applied)
    implements BusinessRecord {

  /** How they are stored: the provider's id for the payment is the record's. */
  public static final RecordType<UnappliedPayment> TYPE =
      new RecordType<>("UNAPPLIED", UnappliedPayment::read);

  private static final String ADJUSTMENTS = "adjustments";

  /** How far one has come. */
  public enum Status {
    /** It is owed to whoever paid it, or what is left of it is. */
    UNAPPLIED,
    /** An operator wants it paid back, and the provider has not answered yet. */
    REFUNDING,
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
  public record Place(long sequence, Instant at) {
    private static Place of(Adjustments.Booking by) {
      return new Place(by.sequence(), by.at());
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

  /** Where one is stored. */
  public static Key key(String provider, String paymentId) {
    return TYPE.key(Unapplied.of(provider), paymentId);
  }

  /** What is left of it to be paid back or applied; nothing once it was applied. */
  public Money left() {
    long minor = status == Status.APPLIED ? 0 : amount.minor() - adjustments.takenMinor();
    return new Money(minor, amount.currency());
  }

  /** Whether nothing is left of it: it was paid back, or applied. */
  public boolean isSettled() {
    return left().minor() == 0;
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

  /** It as something becomes of it, if nothing else has; what was applied is a recharge's. */
  Write.Transition adjusted(Adjustments next) {
    if (status == Status.APPLIED) throw new IllegalStateException("it is a recharge's: " + key());
    Status open = status == Status.REFUNDING ? Status.REFUNDING : Status.UNAPPLIED;
    return moved(
        status,
        Item.builder()
            .text("status", (next.takenMinor() == amount.minor() ? Status.REFUNDED : open).name())
            .texts(ADJUSTMENTS, next.texts())
            .build());
  }

  /** It as something of it is undone that was never booked. */
  public Write.Transition voided(Adjustment told) {
    return adjusted(adjustments.voided(told));
  }

  /** It as an operator wants it paid back: from then on it cannot be applied. */
  public Write.Transition refunding() {
    return moved(Status.UNAPPLIED, Item.builder().text("status", Status.REFUNDING.name()).build());
  }

  /** It as the provider does not pay it back: it may be applied again. */
  public Write.Transition notRefunded() {
    return moved(Status.REFUNDING, Item.builder().text("status", Status.UNAPPLIED.name()).build());
  }

  /** It as it is applied. */
  Write.Transition applied(Application to) {
    return moved(
        Status.UNAPPLIED,
        application(Item.builder().text("status", Status.APPLIED.name()), to).build());
  }

  private Write.Transition moved(Status from, Item set) {
    boolean isUntouched = adjustments.all().isEmpty();
    return new Write.Transition(
        key(),
        Set.of(from.name()),
        isUntouched ? Item.EMPTY : Item.builder().texts(ADJUSTMENTS, adjustments.texts()).build(),
        isUntouched ? Set.of(ADJUSTMENTS) : Set.of(),
        set);
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
            && (payment.adjustments.takenMinor() == 0 || !isApplied)
            && (payment.status == Status.REFUNDED) == (payment.left().minor() == 0 && !isApplied));
    List<Said> said = new ArrayList<>();
    said.add(payment.said(PaymentUnapplied.KIND, payment.booking, PaymentUnapplied.of(payment)));
    payment.adjustments.all().forEach(one -> said.addAll(payment.said(one)));
    payment.applied.ifPresent(
        to ->
            said.add(
                payment.said(
                    UnappliedApplied.KIND,
                    to.place,
                    UnappliedApplied.details(payment.amount, to))));
    return said;
  }

  private List<Said> said(Adjustments.One one) {
    Adjustment told = one.adjustment();
    EntryKind booking =
        switch (told.cause()) {
          case REFUND, DISPUTE, RETURN -> UnappliedRefunded.KIND;
          case FEE -> UnappliedFeeCharged.KIND;
          case FEE_RETURNED -> UnappliedFeeReturned.KIND;
        };
    return Stream.concat(
            one.booked().map(by -> said(booking, Place.of(by), told.figures())).stream(),
            one
                .reversed()
                .map(by -> said(UnappliedRestored.KIND, Place.of(by), told.figures()))
                .stream())
        .toList();
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

  /** That it is booked, as its entry says so. */
  public BookedPayment booked() {
    return BookedPayment.unapplied(
        provider, paymentId, new Adjustments.Booking(booking.sequence, booking.at));
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
        Adjustments.parse(item.findTexts(ADJUSTMENTS).orElse(List.of())),
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
    if (!adjustments.all().isEmpty()) item.texts(ADJUSTMENTS, adjustments.texts());
    applied.ifPresent(to -> application(item, to));
    return item.build();
  }
}
