package io.giftledger.local;

import com.nimbusds.jose.JOSEException;
import com.nimbusds.jose.JWSAlgorithm;
import com.nimbusds.jose.crypto.RSASSAVerifier;
import com.nimbusds.jose.jwk.JWK;
import com.nimbusds.jose.jwk.JWKSet;
import com.nimbusds.jwt.JWTClaimsSet;
import com.nimbusds.jwt.SignedJWT;
import java.text.ParseException;
import java.time.Instant;
import java.util.Arrays;
import java.util.Collection;
import java.util.Date;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import java.util.stream.Collectors;
import java.util.stream.Stream;
import org.jspecify.annotations.Nullable;

/**
 * API Gateway's JWT authorizer: who signed the token, for whom, and when it is valid.
 *
 * @param issuer the only issuer whose tokens count
 * @param audiences a token must name one of them
 * @param keys the issuer's public keys
 */
record JwtAuthorizer(String issuer, List<String> audiences, JWKSet keys) {

  /** Why a token does not count. */
  static final class Refused extends Exception {
    private static final long serialVersionUID = 1;

    Refused(String reason) {
      super(reason);
    }
  }

  /**
   * @param authorization the Authorization header, with or without the word Bearer
   * @return the token's claims as API Gateway passes them on: all of them text
   */
  Map<String, String> authorize(String authorization) throws Refused {
    String token = authorization.replaceFirst("(?i)^bearer +", "").strip();
    if (token.isEmpty()) throw new Refused("the request has no token");
    try {
      SignedJWT jwt = SignedJWT.parse(token);
      checkSignature(jwt);
      JWTClaimsSet claims = jwt.getJWTClaimsSet();
      check(claims, Instant.now());
      return text(claims);
    } catch (ParseException e) {
      throw new Refused("the token is not a signed JWT");
    } catch (JOSEException e) {
      throw new Refused("the token's signature cannot be checked");
    }
  }

  /**
   * Whether a token may call a route.
   *
   * @param claims a token's claims
   * @param scopes those of which it needs one; empty if it needs none
   */
  static boolean isInScope(Map<String, String> claims, List<String> scopes) {
    List<String> has =
        Stream.of("scope", "scp")
            .flatMap(claim -> Arrays.stream(claims.getOrDefault(claim, "").split("[ \\[\\]]+")))
            .toList();
    return scopes.isEmpty() || scopes.stream().anyMatch(has::contains);
  }

  private void checkSignature(SignedJWT jwt) throws Refused, JOSEException {
    if (!jwt.getHeader().getAlgorithm().equals(JWSAlgorithm.RS256)) {
      throw new Refused("the token is not signed with RS256");
    }
    String keyId = jwt.getHeader().getKeyID();
    @Nullable JWK key = keyId == null ? null : keys.getKeyByKeyId(keyId);
    if (key == null) throw new Refused("the token's key is not the issuer's");
    if (!jwt.verify(new RSASSAVerifier(key.toRSAKey()))) {
      throw new Refused("the token's signature is wrong");
    }
  }

  private void check(JWTClaimsSet claims, Instant now) throws Refused, ParseException {
    if (!issuer.equals(claims.getIssuer())) throw new Refused("the token's issuer is another");
    List<String> tokenAudiences = claims.getAudience();
    String client = claims.getStringClaim("client_id");
    boolean addressed =
        tokenAudiences.isEmpty()
            ? client != null && audiences.contains(client)
            : tokenAudiences.stream().anyMatch(audiences::contains);
    if (!addressed) throw new Refused("the token is for another audience");
    Date expires = claims.getExpirationTime();
    if (expires == null) throw new Refused("the token does not say when it expires");
    if (!expires.toInstant().isAfter(now)) throw new Refused("the token has expired");
    if (isLater(claims.getNotBeforeTime(), now) || isLater(claims.getIssueTime(), now)) {
      throw new Refused("the token is not valid yet");
    }
  }

  private static boolean isLater(@Nullable Date date, Instant now) {
    return date != null && date.toInstant().isAfter(now);
  }

  private static Map<String, String> text(JWTClaimsSet claims) {
    Map<String, String> text = new TreeMap<>();
    claims
        .getClaims()
        .forEach(
            (name, value) -> {
              if (value != null) text.put(name, text(value));
            });
    return text;
  }

  private static String text(Object claim) {
    return switch (claim) {
      case Date date -> String.valueOf(date.toInstant().getEpochSecond());
      case Collection<?> list when list.size() == 1 -> list.iterator().next().toString();
      case Collection<?> list ->
          list.stream().map(Object::toString).collect(Collectors.joining(" ", "[", "]"));
      default -> claim.toString();
    };
  }
}
