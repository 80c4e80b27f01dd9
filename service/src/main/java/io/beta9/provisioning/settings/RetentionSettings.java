package io.beta9.provisioning.settings;

import io.beta9.provisioning.settings.Setting.ReadBy;
import java.time.Duration;
import org.springframework.boot.context.properties.ConfigurationProperties;
import org.springframework.boot.context.properties.bind.DefaultValue;

/** How long rows are kept. One API process deletes older ones every hour. */
@ConfigurationProperties
public record RetentionSettings(
    @Setting(value = "how long events are kept", readBy = ReadBy.API) @DefaultValue("90d")
        Duration eventsRetention,
    @Setting(value = "how long log lines are kept", readBy = ReadBy.API) @DefaultValue("30d")
        Duration logsRetention,
    @Setting(value = "how long the audit trail is kept", readBy = ReadBy.API) @DefaultValue("730d")
        Duration auditRetention,
    @Setting(value = "how long capacity samples are kept", readBy = ReadBy.API)
        @DefaultValue("365d")
        Duration samplesRetention) {}
