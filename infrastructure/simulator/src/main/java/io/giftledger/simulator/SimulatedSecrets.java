package io.giftledger.simulator;

import software.amazon.awssdk.services.secretsmanager.SecretsManagerClient;
import software.amazon.awssdk.services.secretsmanager.model.GetSecretValueRequest;
import software.amazon.awssdk.services.secretsmanager.model.GetSecretValueResponse;
import software.amazon.awssdk.services.secretsmanager.model.ResourceNotFoundException;

/** Secrets Manager as a function sees it: one secret, which nobody has replaced. */
final class SimulatedSecrets implements SecretsManagerClient {

  private final String secret;

  SimulatedSecrets(String secret) {
    this.secret = secret;
  }

  @Override
  public GetSecretValueResponse getSecretValue(GetSecretValueRequest request) {
    if (!request.versionStage().equals("AWSCURRENT")) {
      throw ResourceNotFoundException.builder().message("no other version").build();
    }
    return GetSecretValueResponse.builder().secretString(secret).build();
  }

  @Override
  public String serviceName() {
    return SERVICE_NAME;
  }

  @Override
  public void close() {}
}
