package io.beta9.provisioning.settings.telemetry;

import io.beta9.provisioning.settings.Setting;
import jakarta.validation.constraints.Max;
import jakarta.validation.constraints.Min;
import java.net.URI;
import org.jspecify.annotations.Nullable;
import org.springframework.boot.context.properties.ConfigurationProperties;
import org.springframework.boot.context.properties.bind.DefaultValue;

/**
 * Export of traces.
 *
 * @param endpoint address of an OTLP receiver; null if traces are not exported
 * @param readPercent share of the requests that only read which are traced
 */
@ConfigurationProperties("tracing")
public record TracingSettings(
    @Setting(
            value = "OTLP receiver (HTTP) that traces are sent to, such as `http://collector:4318`",
            ifAbsent = "no traces are recorded")
        @Nullable URI endpoint,
    @Setting(
            value =
                "percentage of the requests that only read which are traced; those that change"
                    + " something always are",
            readBy = Setting.ReadBy.API)
        @DefaultValue("0")
        @Min(0)
        @Max(100)
        int readPercent) {}
