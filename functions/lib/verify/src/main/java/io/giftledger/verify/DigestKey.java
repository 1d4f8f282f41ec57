package io.giftledger.verify;

import java.security.GeneralSecurityException;
import java.security.KeyFactory;
import java.security.PublicKey;
import java.security.spec.X509EncodedKeySpec;

/** The key that digests are signed with, of the curve P-256. */
public interface DigestKey {

  /** An ECDSA signature over the SHA-256 of some bytes, in DER. */
  byte[] sign(byte[] bytes);

  /** What its signatures are verified with. */
  PublicKey publicKey();

  /**
   * A public key of an elliptic curve.
   *
   * @param der its SubjectPublicKeyInfo
   * @throws IllegalArgumentException if it is none
   */
  static PublicKey publicKey(byte[] der) {
    try {
      return KeyFactory.getInstance("EC").generatePublic(new X509EncodedKeySpec(der));
    } catch (GeneralSecurityException notOne) {
      throw new IllegalArgumentException("not a public key of an elliptic curve", notOne);
    }
  }
}
