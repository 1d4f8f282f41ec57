package io.giftledger.emulator;

import com.amazonaws.services.lambda.runtime.ClientContext;
import com.amazonaws.services.lambda.runtime.CognitoIdentity;
import com.amazonaws.services.lambda.runtime.Context;
import com.amazonaws.services.lambda.runtime.LambdaLogger;
import com.amazonaws.services.lambda.runtime.RequestStreamHandler;
import java.io.ByteArrayInputStream;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.time.Instant;
import java.time.InstantSource;
import java.util.UUID;
import org.jspecify.annotations.Nullable;

/**
 * One invocation of a function in this process: what Lambda tells a handler of it.
 *
 * @param getAwsRequestId the invocation's id
 * @param getFunctionName the function
 * @param getMemoryLimitInMB the function's memory
 * @param deadline when Lambda would stop it
 */
public record Invocation(
    String getAwsRequestId, String getFunctionName, int getMemoryLimitInMB, Instant deadline)
    implements Context {

  /** A new invocation with a time-out from now on. */
  public static Invocation of(String functionName, int memoryMegabytes, Duration timeout) {
    return new Invocation(
        UUID.randomUUID().toString(),
        functionName,
        memoryMegabytes,
        InstantSource.system().instant().plus(timeout));
  }

  /** Hands a handler an event, and returns its reply; both are JSON text. */
  public static String invoke(RequestStreamHandler handler, String event) throws IOException {
    return invoke(handler, event, Duration.ofSeconds(20));
  }

  /** Does so within a time-out, which only the handler keeps. */
  public static String invoke(RequestStreamHandler handler, String event, Duration timeout)
      throws IOException {
    var output = new ByteArrayOutputStream();
    handler.handleRequest(
        new ByteArrayInputStream(event.getBytes(StandardCharsets.UTF_8)),
        output,
        of(handler.getClass().getSimpleName(), 1024, timeout));
    return output.toString(StandardCharsets.UTF_8);
  }

  @Override
  public int getRemainingTimeInMillis() {
    long left = Duration.between(InstantSource.system().instant(), deadline).toMillis();
    return (int) Math.clamp(left, 0, Integer.MAX_VALUE);
  }

  @Override
  public String getLogGroupName() {
    return "/aws/lambda/" + getFunctionName;
  }

  @Override
  public String getLogStreamName() {
    return "local";
  }

  @Override
  public String getFunctionVersion() {
    return "$LATEST";
  }

  @Override
  public String getInvokedFunctionArn() {
    return "arn:aws:lambda:us-east-1:000000000000:function:" + getFunctionName;
  }

  @Override
  public @Nullable CognitoIdentity getIdentity() {
    return null;
  }

  @Override
  public @Nullable ClientContext getClientContext() {
    return null;
  }

  @Override
  public LambdaLogger getLogger() {
    return new LambdaLogger() {
      @Override
      public void log(String message) {
        IO.print(message);
      }

      @Override
      public void log(byte[] message) {
        log(new String(message, StandardCharsets.UTF_8));
      }
    };
  }
}
