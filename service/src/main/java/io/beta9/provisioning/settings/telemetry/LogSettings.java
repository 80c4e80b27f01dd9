package io.beta9.provisioning.settings.telemetry;

import io.beta9.provisioning.settings.Setting;
import org.springframework.boot.context.properties.ConfigurationProperties;
import org.springframework.boot.context.properties.bind.DefaultValue;
import org.springframework.boot.logging.LogLevel;

/** Logging. */
@ConfigurationProperties("log")
public record LogSettings(
    @Setting("level of the service's own log messages") @DefaultValue("info") LogLevel level,
    @Setting(
            "format of the log: lines for people, or JSON objects with the fields of the Elastic"
                + " Common Schema")
        @DefaultValue("text")
        LogFormat format) {}
