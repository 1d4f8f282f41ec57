package io.giftledger.audit;

import io.giftledger.ledger.Hash;
import io.giftledger.verify.DigestKey;
import java.security.PublicKey;
import software.amazon.awssdk.core.SdkBytes;
import software.amazon.awssdk.services.kms.KmsClient;
import software.amazon.awssdk.services.kms.model.MessageType;
import software.amazon.awssdk.services.kms.model.SigningAlgorithmSpec;

/** The key of digests in KMS, which never gives it away: nobody can sign elsewhere. */
public final class KmsDigestKey implements DigestKey {

  private final KmsClient kms;
  private final String id;

  /**
   * @param kms reaches KMS
   * @param id the key's ARN, id or alias
   */
  public KmsDigestKey(KmsClient kms, String id) {
    this.kms = kms;
    this.id = id;
  }

  @Override
  public byte[] sign(byte[] bytes) {
    return kms.sign(
            sign ->
                sign.keyId(id)
                    .message(SdkBytes.fromByteArray(Hash.of(bytes).bytes()))
                    .messageType(MessageType.DIGEST)
                    .signingAlgorithm(SigningAlgorithmSpec.ECDSA_SHA_256))
        .signature()
        .asByteArray();
  }

  @Override
  public PublicKey publicKey() {
    return DigestKey.publicKey(kms.getPublicKey(get -> get.keyId(id)).publicKey().asByteArray());
  }
}
