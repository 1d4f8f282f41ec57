package io.giftledger.sendgift;

import io.giftledger.economy.wallet.Gift.Target;
import io.giftledger.http.Problem;
import io.micronaut.core.annotation.Introspected;
import jakarta.validation.constraints.NotBlank;
import jakarta.validation.constraints.Pattern;
import jakarta.validation.constraints.Positive;
import jakarta.validation.constraints.Size;
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
 */
@Introspected
record GiftRequest(
    @NotBlank @Size(max = 128) String creator,
    @NotBlank @Size(max = 64) String gift,
    @Positive long quantity,
    @Nullable @Size(min = 1, max = 128) @Pattern(regexp = TARGET_ID) String liveStream,
    @Nullable @Size(min = 1, max = 128) @Pattern(regexp = TARGET_ID) String video,
    @Nullable @Positive Long coins) {

  private static final String TARGET_ID = "[\\x21-\\x7e]*";

  /** The price that the viewer was shown, if the request names one. */
  OptionalLong coinsExpected() {
    return coins == null ? OptionalLong.empty() : OptionalLong.of(coins);
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
