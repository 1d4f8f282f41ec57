package io.giftledger.emulator.iam;

import java.net.URI;
import java.net.URISyntaxException;
import java.util.Map;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.atomic.AtomicLong;
import org.jspecify.annotations.Nullable;
import software.amazon.awssdk.awscore.exception.AwsErrorDetails;
import software.amazon.awssdk.awscore.exception.AwsServiceException;
import software.amazon.awssdk.core.SdkRequest;
import software.amazon.awssdk.core.interceptor.Context;
import software.amazon.awssdk.core.interceptor.ExecutionAttributes;
import software.amazon.awssdk.core.interceptor.ExecutionInterceptor;
import software.amazon.awssdk.core.interceptor.SdkExecutionAttribute;

/**
 * Refuses a function's call as IAM would. The SDK finds it on the class path and asks it before
 * every request; whose the request is, the fragment of its client's endpoint says, which never
 * leaves this process. A client without one is nobody's function: a test's, or an operator's.
 */
public final class RoleCheck implements ExecutionInterceptor {

  private static final Map<String, Role> ROLES = new ConcurrentHashMap<>();
  private static final AtomicLong NEXT = new AtomicLong();

  /**
   * Lets clients be checked.
   *
   * @return what makes an endpoint that of a client with this role, as {@link #endpoint} does
   */
  public static String register(Role role) {
    String id = role.name() + "-" + NEXT.incrementAndGet();
    ROLES.put(id, role);
    return id;
  }

  /** Forgets a role. */
  public static void forget(String id) {
    ROLES.remove(id);
  }

  /**
   * Whether a call that the SDK does not make is allowed.
   *
   * @param id a role's; whoever has none may do everything
   */
  public static boolean allows(String id, ApiCall call) {
    Role role = ROLES.get(id);
    return role == null || role.allowing(call).isPresent();
  }

  /** The endpoint for a client whose calls are to be checked. */
  public static URI endpoint(URI endpoint, String id) {
    try {
      return new URI(endpoint.getScheme(), endpoint.getSchemeSpecificPart(), id);
    } catch (URISyntaxException e) {
      throw new IllegalArgumentException(e);
    }
  }

  @Override
  public void beforeExecution(Context.BeforeExecution context, ExecutionAttributes attributes) {
    Role role = role(attributes.getAttribute(SdkExecutionAttribute.CLIENT_ENDPOINT));
    if (role == null) return;
    SdkRequest request = context.request();
    String service = attributes.getAttribute(SdkExecutionAttribute.SERVICE_NAME);
    String operation = attributes.getAttribute(SdkExecutionAttribute.OPERATION_NAME);
    for (ApiCall call : ApiCalls.of(service, operation, request)) {
      if (role.allowing(call).isEmpty()) throw refused(role, call);
    }
  }

  private static @Nullable Role role(@Nullable URI endpoint) {
    return endpoint == null || endpoint.getFragment() == null
        ? null
        : ROLES.get(endpoint.getFragment());
  }

  private static AwsServiceException refused(Role role, ApiCall call) {
    String message = "the role of %s is not authorized to perform %s".formatted(role.name(), call);
    return AwsServiceException.builder()
        .message(message)
        .awsErrorDetails(
            AwsErrorDetails.builder()
                .errorCode("AccessDeniedException")
                .errorMessage(message)
                .build())
        .statusCode(400)
        .build();
  }
}
