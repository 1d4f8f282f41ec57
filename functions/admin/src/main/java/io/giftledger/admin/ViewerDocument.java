package io.giftledger.admin;

import io.giftledger.economy.viewer.ViewerProfile;
import io.micronaut.core.annotation.Introspected;
import io.micronaut.serde.annotation.Serdeable;
import io.micronaut.serde.config.naming.SnakeCaseStrategy;
import jakarta.validation.constraints.Pattern;
import java.util.Optional;
import java.util.Set;
import org.jspecify.annotations.Nullable;

/**
 * What the platform tells of a viewer, all of it.
 *
 * @param country ISO 3166 code of where they buy
 * @param ageGroup the platform's word for how old they are
 * @param verified whether the platform has verified who they are
 * @param displayName what others see them called; null for nothing
 */
@Introspected
@Serdeable(naming = SnakeCaseStrategy.class)
record ViewerDocument(
    @Pattern(regexp = "[A-Z]{2}", message = "must be an ISO 3166 code of two letters")
        String country,
    @Pattern(regexp = "[a-z0-9_]{1,32}") String ageGroup,
    boolean verified,
    @Nullable
        @Pattern(
            regexp = ViewerProfile.DISPLAY_NAME,
            message = "must be 1 to 40 characters that are seen, without spaces at its ends")
        String displayName) {

  static ViewerDocument of(ViewerProfile profile) {
    return new ViewerDocument(
        profile.country(),
        profile.ageGroup(),
        profile.verified(),
        profile.displayName().orElse(null));
  }

  ViewerProfile profile(String viewer) {
    return new ViewerProfile(
        viewer, country, ageGroup, verified, Optional.ofNullable(displayName), Set.of());
  }
}
