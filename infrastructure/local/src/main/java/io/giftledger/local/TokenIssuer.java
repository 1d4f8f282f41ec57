package io.giftledger.local;

import com.nimbusds.jose.JOSEException;
import com.nimbusds.jose.JWSAlgorithm;
import com.nimbusds.jose.JWSHeader;
import com.nimbusds.jose.crypto.RSASSASigner;
import com.nimbusds.jose.jwk.JWKSet;
import com.nimbusds.jose.jwk.KeyUse;
import com.nimbusds.jose.jwk.RSAKey;
import com.nimbusds.jose.jwk.gen.RSAKeyGenerator;
import com.nimbusds.jwt.JWTClaimsSet;
import com.nimbusds.jwt.SignedJWT;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.text.ParseException;
import java.time.Instant;
import java.util.Date;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/**
 * Plays the identity provider: signs tokens with a key of its own, and publishes the public half.
 */
public final class TokenIssuer {
  static final String AUDIENCE = "giftledger-local";

  private final RSAKey key;
  private final String issuer;

  private TokenIssuer(RSAKey key, String issuer) {
    this.key = key;
    this.issuer = issuer;
  }

  /**
   * @param issuer the URL that stands in the tokens
   * @param dataFolder where the key is kept, so that tokens outlive a restart; null to forget it
   */
  public static TokenIssuer start(String issuer, @Nullable Path dataFolder) {
    try {
      return new TokenIssuer(key(dataFolder), issuer);
    } catch (JOSEException | ParseException e) {
      throw new IllegalStateException("no key to sign tokens with", e);
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }

  private static RSAKey key(@Nullable Path dataFolder)
      throws JOSEException, ParseException, IOException {
    if (dataFolder == null) return newKey();
    Path file = dataFolder.resolve("issuer-key.json");
    if (Files.exists(file)) return RSAKey.parse(Files.readString(file));
    RSAKey key = newKey();
    Files.createDirectories(dataFolder);
    AtomicFile.write(file, key.toJSONString());
    return key;
  }

  private static RSAKey newKey() throws JOSEException {
    return new RSAKeyGenerator(2048)
        .keyUse(KeyUse.SIGNATURE)
        .algorithm(JWSAlgorithm.RS256)
        .keyIDFromThumbprint(true)
        .generate();
  }

  String issuer() {
    return issuer;
  }

  /** A token that names a user, valid from now. */
  public String token(String userId, Instant expiresAt) {
    return token(Map.of("sub", userId), expiresAt);
  }

  /**
   * A token of some claims, valid from now.
   *
   * @param said the claims, but for those that an issuer makes
   */
  String token(Map<String, String> said, Instant expiresAt) {
    var claims = new JWTClaimsSet.Builder();
    said.forEach(claims::claim);
    claims
        .issuer(issuer)
        .audience(AUDIENCE)
        .issueTime(Date.from(Instant.now()))
        .expirationTime(Date.from(expiresAt));
    var token =
        new SignedJWT(
            new JWSHeader.Builder(JWSAlgorithm.RS256).keyID(key.getKeyID()).build(),
            claims.build());
    try {
      token.sign(new RSASSASigner(key));
      return token.serialize();
    } catch (JOSEException e) {
      throw new IllegalStateException("cannot sign a token", e);
    }
  }

  /** The public keys, as a JSON web key set. */
  JWKSet keys() {
    return new JWKSet(key.toPublicJWK());
  }

  /** What {@code /.well-known/openid-configuration} answers. */
  String discovery() {
    return """
    {"issuer":"%1$s","jwks_uri":"%1$s/jwks.json","authorization_endpoint":"%1$s/authorize",\
    "token_endpoint":"%1$s/token","end_session_endpoint":"%1$s/logout","response_types_supported":["code"],\
    "grant_types_supported":["authorization_code"],"code_challenge_methods_supported":["S256"],\
    "subject_types_supported":["public"],"id_token_signing_alg_values_supported":["RS256"]}\
    """
        .formatted(issuer);
  }
}
