package io.giftledger.payments;

import java.util.List;
import java.util.stream.Stream;
import software.amazon.awssdk.services.secretsmanager.SecretsManagerClient;
import software.amazon.awssdk.services.secretsmanager.model.ResourceNotFoundException;

/**
 * The versions of a secret in Secrets Manager that count. A new value that is put there becomes the
 * current version and makes the current one the previous, which counts until its label is taken
 * away: two are valid during a rotation.
 */
public final class SecretVersions {

  private SecretVersions() {}

  /**
   * Reads them.
   *
   * @param arn the secret's
   * @return the current one, and the previous if there is one
   * @throws software.amazon.awssdk.core.exception.SdkException if there is no answer, or no secret
   */
  public static List<String> read(SecretsManagerClient client, String arn) {
    // In this order: what becomes the previous one between the calls is read as the current one.
    String current = value(client, arn, "AWSCURRENT");
    try {
      return Stream.of(current, value(client, arn, "AWSPREVIOUS")).distinct().toList();
    } catch (ResourceNotFoundException never) {
      return List.of(current);
    }
  }

  private static String value(SecretsManagerClient client, String arn, String stage) {
    return client.getSecretValue(get -> get.secretId(arn).versionStage(stage)).secretString();
  }
}
