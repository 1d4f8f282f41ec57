package io.giftledger.testkit;

import io.giftledger.economy.creator.CreatorProfile;

/**
 * What the platform tells about a creator: {@code Profiles.of("luna").suspended().build()}. What is
 * not said is good standing: 1,000 followers, paid in the United States, identity verified.
 */
public final class Profiles {

  private final String creator;
  private long followers = 1_000;
  private boolean suspended;
  private String country = "US";
  private boolean identityVerified = true;

  private Profiles(String creator) {
    this.creator = creator;
  }

  /** The profile of a creator in good standing. */
  public static Profiles of(String creator) {
    return new Profiles(creator);
  }

  /** How many follow the creator. */
  public Profiles followers(long followers) {
    this.followers = followers;
    return this;
  }

  /** The platform has suspended the creator. */
  public Profiles suspended() {
    this.suspended = true;
    return this;
  }

  /** Where the creator is paid, as an ISO 3166 code. */
  public Profiles country(String code) {
    this.country = code;
    return this;
  }

  /** Nobody has verified who the creator is. */
  public Profiles unverified() {
    this.identityVerified = false;
    return this;
  }

  /** The record. */
  public CreatorProfile build() {
    return new CreatorProfile(creator, followers, suspended, country, identityVerified);
  }
}
