package io.giftledger.payments.stripe;

import java.util.HashMap;
import java.util.List;
import java.util.Map;
import software.amazon.awssdk.services.secretsmanager.SecretsManagerClient;
import software.amazon.awssdk.services.secretsmanager.model.GetSecretValueRequest;
import software.amazon.awssdk.services.secretsmanager.model.GetSecretValueResponse;
import software.amazon.awssdk.services.secretsmanager.model.ResourceNotFoundException;

/** Secrets by their names, the current version first. */
final class Secrets implements SecretsManagerClient {

  final Map<String, List<String>> versions = new HashMap<>();

  @Override
  public GetSecretValueResponse getSecretValue(GetSecretValueRequest asked) {
    List<String> stored = versions.getOrDefault(asked.secretId(), List.of());
    int place = asked.versionStage().equals("AWSCURRENT") ? 0 : 1;
    if (stored.size() <= place) throw ResourceNotFoundException.builder().build();
    return GetSecretValueResponse.builder().secretString(stored.get(place)).build();
  }

  @Override
  public String serviceName() {
    return SERVICE_NAME;
  }

  @Override
  public void close() {}
}
