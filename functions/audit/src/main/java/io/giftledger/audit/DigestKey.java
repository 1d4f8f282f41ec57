package io.giftledger.audit;

import io.giftledger.ledger.Hash;
import java.security.GeneralSecurityException;
import java.security.KeyFactory;
import java.security.PublicKey;
import java.security.spec.X509EncodedKeySpec;
import software.amazon.awssdk.core.SdkBytes;
import software.amazon.awssdk.services.kms.KmsClient;
import software.amazon.awssdk.services.kms.model.MessageType;
import software.amazon.awssdk.services.kms.model.SigningAlgorithmSpec;

/** The key that digests are signed with. KMS keeps it: nobody can sign elsewhere. */
public final class DigestKey {

  private final KmsClient kms;
  private final String id;

  /**
   * @param kms reaches KMS
   * @param id the key's ARN, id or alias
   */
  public DigestKey(KmsClient kms, String id) {
    this.kms = kms;
    this.id = id;
  }

  /** An ECDSA signature over the SHA-256 of some bytes, in DER. */
  byte[] sign(byte[] bytes) {
    return kms.sign(
            sign ->
                sign.keyId(id)
                    .message(SdkBytes.fromByteArray(Hash.of(bytes).bytes()))
                    .messageType(MessageType.DIGEST)
                    .signingAlgorithm(SigningAlgorithmSpec.ECDSA_SHA_256))
        .signature()
        .asByteArray();
  }

  /** What its signatures are verified with. */
  public PublicKey publicKey() {
    return publicKey(kms.getPublicKey(get -> get.keyId(id)).publicKey().asByteArray());
  }

  /**
   * A public key of an elliptic curve.
   *
   * @param der its SubjectPublicKeyInfo
   * @throws IllegalArgumentException if it is none
   */
  public static PublicKey publicKey(byte[] der) {
    try {
      return KeyFactory.getInstance("EC").generatePublic(new X509EncodedKeySpec(der));
    } catch (GeneralSecurityException notOne) {
      throw new IllegalArgumentException("not a public key of an elliptic curve", notOne);
    }
  }
}
