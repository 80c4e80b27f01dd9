package io.beta9.provisioning.settings.http;

import io.beta9.provisioning.settings.Setting;
import io.beta9.provisioning.settings.Setting.ReadBy;
import java.time.Duration;
import org.springframework.boot.context.properties.ConfigurationProperties;
import org.springframework.boot.context.properties.bind.DefaultValue;

/** The web console. */
@ConfigurationProperties("console")
public record ConsoleSettings(
    @Setting(value = "whether the API serves the web console", readBy = ReadBy.API)
        @DefaultValue("true")
        boolean enabled,
    @Setting(
            value = "time without a request after which a session of the console ends",
            readBy = ReadBy.API)
        @DefaultValue("8h")
        Duration sessionIdle,
    @Setting(
            value = "time after which a session of the console ends even if it is used",
            readBy = ReadBy.API)
        @DefaultValue("7d")
        Duration sessionTotal) {}
