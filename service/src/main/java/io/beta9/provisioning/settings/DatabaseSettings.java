package io.beta9.provisioning.settings;

import io.beta9.provisioning.settings.Setting.ReadBy;
import jakarta.validation.constraints.Min;
import java.time.Duration;
import org.jspecify.annotations.Nullable;
import org.springframework.boot.context.properties.ConfigurationProperties;
import org.springframework.boot.context.properties.bind.DefaultValue;

/**
 * The database and its read replica.
 *
 * @param readUrl a replica that serves read-only requests; null if there is none
 * @param readMaxLag the replication lag up to which the replica is used
 * @param poolSize the maximum number of connections of each of the two pools
 */
@ConfigurationProperties("database")
public record DatabaseSettings(
    @Setting(value = "PostgreSQL database that holds all state", secret = true)
        @DefaultValue("postgresql://localhost:5432/beta9_provisioning")
        DatabaseUrl url,
    @Setting(
            value = "streaming replica that serves read-only requests of the API",
            secret = true,
            readBy = ReadBy.API,
            ifAbsent = "none")
        @Nullable DatabaseUrl readUrl,
    @Setting(value = "replication lag up to which the replica serves requests", readBy = ReadBy.API)
        @DefaultValue("5s")
        Duration readMaxLag,
    @Setting("maximum number of database connections of a process, per database")
        @DefaultValue("10")
        @Min(1)
        int poolSize) {}
