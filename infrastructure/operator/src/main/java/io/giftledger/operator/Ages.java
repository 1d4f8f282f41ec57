package io.giftledger.operator;

import java.time.Duration;

/** How long something has lasted, in a word or two. */
final class Ages {

  private Ages() {}

  /** Its two largest units: {@code 3d 4h}, {@code 2m 5s}. */
  static String words(Duration age) {
    if (age.toDays() > 0) return age.toDays() + "d " + age.toHoursPart() + "h";
    if (age.toHours() > 0) return age.toHours() + "h " + age.toMinutesPart() + "m";
    return age.toMinutes() + "m " + age.toSecondsPart() + "s";
  }
}
