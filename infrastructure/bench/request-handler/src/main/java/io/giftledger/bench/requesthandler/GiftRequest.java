package io.giftledger.bench.requesthandler;

import com.fasterxml.jackson.annotation.JsonProperty;
import io.micronaut.serde.annotation.Serdeable;
import jakarta.validation.constraints.NotBlank;
import jakarta.validation.constraints.NotNull;
import jakarta.validation.constraints.Positive;
import jakarta.validation.constraints.Size;

/** What a viewer asks for. */
@Serdeable
record GiftRequest(
    @NotBlank @Size(max = 128) String creator,
    @NotBlank @Size(max = 64) String gift,
    @NotNull @Positive Long quantity,
    @NotBlank @Size(max = 128) @JsonProperty("live_stream") String liveStream) {}
