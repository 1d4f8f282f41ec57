package io.giftledger.emulator;

import io.giftledger.template.Resource;
import io.giftledger.template.Template;
import io.giftledger.template.TemplateException;
import java.util.HashMap;
import java.util.Map;
import java.util.Set;
import software.amazon.awssdk.services.sqs.SqsClient;
import software.amazon.awssdk.services.sqs.model.QueueDoesNotExistException;

/** Creates the template's SQS queues. */
final class Queues {
  static final String TYPE = "AWS::SQS::Queue";

  private static final String REDRIVE_POLICY = "RedrivePolicy";

  /** Properties that are queue attributes of the same name. */
  private static final Set<String> ATTRIBUTES =
      Set.of(
          "VisibilityTimeout",
          "DelaySeconds",
          "ReceiveMessageWaitTimeSeconds",
          "MessageRetentionPeriod",
          "MaximumMessageSize",
          "ContentBasedDeduplication",
          "DeduplicationScope",
          "FifoThroughputLimit",
          REDRIVE_POLICY);

  private static final Set<String> WITHOUT_EFFECT =
      Set.of(
          "KmsMasterKeyId",
          "KmsDataKeyReusePeriodSeconds",
          "SqsManagedSseEnabled",
          "RedriveAllowPolicy",
          "Tags");

  /** Attributes that ElasticMQ takes from a new queue; of one that is there it changes none. */
  private static final Set<String> AT_CREATION_ONLY =
      Set.of(
          "ContentBasedDeduplication",
          "DeduplicationScope",
          "FifoThroughputLimit",
          "MessageRetentionPeriod",
          "MaximumMessageSize");

  private final SqsClient sqs;

  Queues(SqsClient sqs) {
    this.sqs = sqs;
  }

  static String name(Resource queue) {
    String name = queue.string("QueueName", queue.generatedName() + (isFifo(queue) ? ".fifo" : ""));
    if (name.endsWith(".fifo") != isFifo(queue)) {
      throw new TemplateException(
          queue.place() + ": a FIFO queue's name, and no other, ends in .fifo: " + name);
    }
    return name;
  }

  static String arn(Resource queue) {
    return "arn:aws:sqs:%s:%s:%s".formatted(Template.REGION, Template.ACCOUNT_ID, name(queue));
  }

  /** True if the queue's dead letters go to another, which must then be created before it. */
  static boolean hasDeadLetterQueue(Resource queue) {
    return !queue.map(REDRIVE_POLICY).isEmpty();
  }

  /**
   * Creates a queue, or gives the one that is there what may change of the template's attributes.
   */
  void create(Resource queue) {
    Map<String, String> attributes = attributes(queue);
    String url = findUrl(name(queue));
    if (url.isEmpty()) {
      if (isFifo(queue)) attributes.put("FifoQueue", "true");
      sqs.createQueue(request -> request.queueName(name(queue)).attributesWithStrings(attributes));
    } else {
      attributes.keySet().removeAll(AT_CREATION_ONLY);
      if (attributes.isEmpty()) return;
      sqs.setQueueAttributes(request -> request.queueUrl(url).attributesWithStrings(attributes));
    }
  }

  /** Deletes a queue. */
  void delete(Resource queue) {
    sqs.deleteQueue(request -> request.queueUrl(url(queue)));
  }

  String url(Resource queue) {
    return sqs.getQueueUrl(request -> request.queueName(name(queue))).queueUrl();
  }

  private String findUrl(String name) {
    try {
      return sqs.getQueueUrl(request -> request.queueName(name)).queueUrl();
    } catch (QueueDoesNotExistException e) {
      return "";
    }
  }

  private static boolean isFifo(Resource queue) {
    return queue.string("FifoQueue", "false").equals("true");
  }

  private static Map<String, String> attributes(Resource queue) {
    Map<String, String> attributes = new HashMap<>();
    for (String property : queue.propertyNames()) {
      if (ATTRIBUTES.contains(property)) {
        attributes.put(
            property,
            property.equals(REDRIVE_POLICY) ? redrivePolicy(queue) : queue.string(property));
      } else if (!Set.of("QueueName", "FifoQueue").contains(property)
          && !WITHOUT_EFFECT.contains(property)) {
        throw new TemplateException(queue.place() + ": cannot do " + property + " here");
      }
    }
    return attributes;
  }

  private static String redrivePolicy(Resource queue) {
    Map<String, Object> policy = queue.map(REDRIVE_POLICY);
    Object arn = policy.get("deadLetterTargetArn");
    Object receives = policy.get("maxReceiveCount");
    if (arn == null || receives == null || policy.size() != 2) {
      throw new TemplateException(
          queue.place() + ".RedrivePolicy needs deadLetterTargetArn and maxReceiveCount only");
    }
    return "{\"deadLetterTargetArn\":\"%s\",\"maxReceiveCount\":%s}".formatted(arn, receives);
  }
}
