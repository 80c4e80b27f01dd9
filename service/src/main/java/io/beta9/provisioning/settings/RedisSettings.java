package io.beta9.provisioning.settings;

import io.lettuce.core.RedisURI;
import org.springframework.boot.context.properties.ConfigurationProperties;
import org.springframework.boot.context.properties.bind.DefaultValue;

/** The Redis server that notifies workers of new operations. */
@ConfigurationProperties("redis")
public record RedisSettings(
    @Setting(
            value =
                "Redis server that notifies workers of new operations; holds no state that cannot"
                    + " be restored from the database",
            secret = true)
        @DefaultValue("redis://localhost:6379")
        RedisURI url) {}
