package io.giftledger.payments;

import io.giftledger.economy.Money;
import io.giftledger.ledger.Account;
import java.util.Optional;
import java.util.regex.Pattern;

/**
 * Something that a provider told, as it told it: whether or not there is an entry for it, it can be
 * looked up with the provider, and booked.
 *
 * @param provider the provider's name
 * @param id the provider's id for the event, 1 to 255 visible ASCII characters; told again, it has
 *     the same
 * @param type the provider's word for what happened
 * @param user whom it concerns, as far as the provider says, and if that can be a user: what can
 *     own no account is nobody here, and may say something of a person
 * @param ref what it concerns, as far as the provider says: {@code RECHARGE#<id>} or {@code
 *     WITHDRAWAL#<id>}
 * @param paymentId the provider's id for the payment or payout, as far as it says
 * @param adjustmentId the provider's id for what became of the payment or payout, if that is told
 * @param amount how much, as far as it says
 * @param body what it said. A provider's adapter gives nothing here that says who paid and with
 *     which card; what looks like a card's number is masked all the same, and what is too long is
 *     cut
 */
public record ProviderEvent(
    String provider,
    String id,
    String type,
    Optional<String> user,
    Optional<String> ref,
    Optional<String> paymentId,
    Optional<String> adjustmentId,
    Optional<Money> amount,
    String body) {

  static final int BODY_MAX = 4_096;

  static final int ID_MAX = 255;

  private static final int TEXT_MAX = 255;
  private static final String NOBODY = "<no user>";
  private static final Pattern ID = Pattern.compile("[\\x21-\\x7e]{1," + ID_MAX + "}");

  /** 14 to 19 digits that stand for themselves, perhaps in groups: not a part of a UUID. */
  private static final Pattern CARD_NUMBER =
      Pattern.compile("(?<![0-9A-Za-z-])[0-9](?:[ -]?[0-9]){13,18}(?![0-9A-Za-z-])");

  /** Refuses an id that is none, and bounds the rest. */
  public ProviderEvent {
    if (!isId(id)) throw new IllegalArgumentException("no event's id");
    type = cut(type, TEXT_MAX);
    for (String nobody : user.filter(text -> !Account.isOwner(text)).stream().toList()) {
      if (!nobody.isEmpty()) body = body.replace(nobody, NOBODY);
      user = Optional.empty();
    }
    ref = ref.map(text -> cut(text, TEXT_MAX));
    paymentId = paymentId.map(text -> cut(text, TEXT_MAX));
    adjustmentId = adjustmentId.map(text -> cut(text, TEXT_MAX));
    body = cut(masked(body), BODY_MAX);
  }

  /** One that tells of nothing that became of a payment. */
  public ProviderEvent(
      String provider,
      String id,
      String type,
      Optional<String> user,
      Optional<String> ref,
      Optional<String> paymentId,
      Optional<Money> amount,
      String body) {
    this(provider, id, type, user, ref, paymentId, Optional.empty(), amount, body);
  }

  /** It as it tells of one thing that became of the payment; there may be several in it. */
  ProviderEvent about(String adjustment) {
    return new ProviderEvent(
        provider, id, type, user, ref, paymentId, Optional.of(adjustment), amount, body);
  }

  /** Whether a text can be an event's id. */
  public static boolean isId(String text) {
    return ID.matcher(text).matches();
  }

  private static String cut(String text, int length) {
    return text.length() > length ? text.substring(0, length) : text;
  }

  private static String masked(String text) {
    return CARD_NUMBER
        .matcher(text)
        .replaceAll(found -> hasCheckDigit(found.group()) ? "<masked>" : found.group());
  }

  /** Whether the last digit is what Luhn's formula makes of the others. */
  private static boolean hasCheckDigit(String number) {
    int[] digits = number.chars().filter(Character::isDigit).map(digit -> digit - '0').toArray();
    int sum = 0;
    for (int place = 0; place < digits.length; place++) {
      int digit = digits[digits.length - 1 - place] * (1 + place % 2);
      sum += digit / 10 + digit % 10;
    }
    return sum % 10 == 0;
  }
}
