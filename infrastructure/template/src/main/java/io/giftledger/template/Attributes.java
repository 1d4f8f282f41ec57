package io.giftledger.template;

import java.util.Map;
import java.util.Set;

/** The attributes that CloudFormation knows of the types of resource that this template may use. */
final class Attributes {
  private static final Map<String, Set<String>> BY_TYPE =
      Map.ofEntries(
          Map.entry("AWS::DynamoDB::Table", Set.of("Arn", "StreamArn")),
          Map.entry("AWS::AppSync::Api", Set.of("ApiArn", "ApiId", "Dns.Http", "Dns.Realtime")),
          Map.entry("AWS::SQS::Queue", Set.of("Arn", "QueueName", "QueueUrl")),
          Map.entry("AWS::Serverless::Function", Set.of("Arn")),
          Map.entry("AWS::Serverless::HttpApi", Set.of("ApiEndpoint", "ApiId")),
          Map.entry("AWS::SecretsManager::Secret", Set.of("Id")),
          Map.entry("AWS::SNS::Topic", Set.of("TopicArn", "TopicName")),
          Map.entry("AWS::IAM::Role", Set.of("Arn", "RoleId")),
          Map.entry("AWS::S3::Bucket", Set.of("Arn", "DomainName", "RegionalDomainName")),
          Map.entry("AWS::Scheduler::Schedule", Set.of("Arn")),
          Map.entry("AWS::KMS::Key", Set.of("Arn", "KeyId")),
          Map.entry("AWS::Logs::LogGroup", Set.of("Arn")),
          Map.entry(
              "AWS::Cognito::UserPool", Set.of("Arn", "ProviderName", "ProviderURL", "UserPoolId")),
          Map.entry("AWS::CloudWatch::Alarm", Set.of("Arn")));

  private Attributes() {}

  /** False only if the type is listed here and has no such attribute. */
  static boolean mayExist(String type, String attribute) {
    Set<String> known = BY_TYPE.get(type);
    return known == null || known.contains(attribute);
  }
}
