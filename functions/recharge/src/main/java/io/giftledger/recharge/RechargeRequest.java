package io.giftledger.recharge;

import com.fasterxml.jackson.annotation.JsonProperty;
import io.micronaut.core.annotation.Introspected;
import jakarta.validation.constraints.NotBlank;
import jakarta.validation.constraints.Size;

/**
 * What a viewer asks for.
 *
 * @param coinPackage the policy's id of the package
 * @param region where the viewer buys
 * @param channel through which
 * @param paymentMethod the payment provider's name for how it is paid
 */
@Introspected
record RechargeRequest(
    @JsonProperty("package") @NotBlank @Size(max = 64) String coinPackage,
    @NotBlank @Size(max = 16) String region,
    @NotBlank @Size(max = 16) String channel,
    @NotBlank @Size(max = 128) String paymentMethod) {}
