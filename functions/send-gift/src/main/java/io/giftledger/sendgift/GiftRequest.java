package io.giftledger.sendgift;

import io.giftledger.economy.wallet.Gift.Target;
import io.giftledger.http.Problem;
import io.micronaut.core.annotation.Introspected;
import jakarta.validation.constraints.NotBlank;
import jakarta.validation.constraints.Pattern;
import jakarta.validation.constraints.Positive;
import jakarta.validation.constraints.Size;
import java.time.DateTimeException;
import java.time.Instant;
import java.util.Optional;
import java.util.OptionalLong;
import org.jspecify.annotations.Nullable;

/**
 * What a viewer asks for.
 *
 * @param creator the user id of who receives the gift
 * @param gift the catalogue's id of the gift
 * @param quantity how many
 * @param liveStream the live stream it is sent in; this or {@code video}
 * @param video the video it is sent for; this or {@code liveStream}
 * @param coins what the viewer was shown that it costs altogether; null if any price will do
 * @param expiresAt later than this it shall not be sent; null if it does not matter how late. A
 *     repeat may name another: it is no other gift
 */
@Introspected
record GiftRequest(
    @NotBlank @Size(max = 128) String creator,
    @NotBlank @Size(max = 64) String gift,
    @Positive long quantity,
    @Nullable @Size(min = 1, max = 128) @Pattern(regexp = TARGET_ID) String liveStream,
    @Nullable @Size(min = 1, max = 128) @Pattern(regexp = TARGET_ID) String video,
    @Nullable @Positive Long coins,
    @Nullable @Pattern(regexp = INSTANT, message = "must be an instant in UTC") String expiresAt) {

  private static final String TARGET_ID = "[\\x21-\\x7e]*";
  private static final String INSTANT =
      "[0-9]{4}-[0-9]{2}-[0-9]{2}T[0-9]{2}:[0-9]{2}:[0-9]{2}(?:\\.[0-9]{1,9})?Z";

  /** The price that the viewer was shown, if the request names one. */
  OptionalLong coinsExpected() {
    return coins == null ? OptionalLong.empty() : OptionalLong.of(coins);
  }

  /** Until when it may be sent, if the request says so. */
  Optional<Instant> expires() {
    try {
      return Optional.ofNullable(expiresAt).map(Instant::parse);
    } catch (DateTimeException noSuchDay) {
      throw Problem.invalidField("expires_at", "must be an instant that there is").exception();
    }
  }

  /** The stream or video. */
  Target target() {
    if ((liveStream == null) == (video == null)) {
      throw Problem.invalidField("live_stream", "name one of live_stream and video").exception();
    }
    return liveStream != null
        ? new Target(Target.Kind.LIVE_STREAM, liveStream)
        : new Target(Target.Kind.VIDEO, video);
  }
}
