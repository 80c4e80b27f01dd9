package io.beta9.provisioning.settings;

import io.beta9.provisioning.settings.Setting.ReadBy;
import io.beta9.provisioning.settings.server.DatabaseUrl;
import jakarta.validation.constraints.Min;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import org.jspecify.annotations.Nullable;
import org.springframework.boot.context.properties.ConfigurationProperties;
import org.springframework.boot.context.properties.bind.DefaultValue;

/**
 * The database and its read replica.
 *
 * @param readUrl a replica that serves read-only requests; null if there is none
 * @param migrationUrl the database as the owner of its tables; null if {@code url} is
 * @param caFile the certificate authority of both; null if the URLs alone decide about TLS
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
    @Setting(
            value =
                "the same database as the role that owns its tables; `./provisioner db` uses it."
                    + " The role of `DATABASE_URL` then needs no rights on the schema, and API,"
                    + " worker and other commands wait until `db migrate` has been run",
            secret = true,
            ifAbsent = "`DATABASE_URL`, whose role owns the tables; every process migrates")
        @Nullable DatabaseUrl migrationUrl,
    @Setting(
            value =
                "certificates (PEM) that the certificates of PostgreSQL and of the replica must be"
                    + " issued by; connections are then encrypted and the server's name is"
                    + " verified",
            ifAbsent = "as the `sslmode` of the URL says")
        @Nullable Path caFile,
    @Setting(value = "replication lag up to which the replica serves requests", readBy = ReadBy.API)
        @DefaultValue("5s")
        Duration readMaxLag,
    @Setting("maximum number of database connections of a process, per database")
        @DefaultValue("10")
        @Min(1)
        int poolSize) {

  public DatabaseSettings {
    if (caFile != null) {
      url = verified("DATABASE_URL", url, caFile);
      migrationUrl =
          migrationUrl == null ? null : verified("DATABASE_MIGRATION_URL", migrationUrl, caFile);
      readUrl = readUrl == null ? null : verified("DATABASE_READ_URL", readUrl, caFile);
    }
  }

  /** Returns the URL of the owner of the tables. */
  public DatabaseUrl ownerUrl() {
    return migrationUrl == null ? url : migrationUrl;
  }

  private static DatabaseUrl verified(String variable, DatabaseUrl url, Path authority) {
    try {
      return url.verifiedBy(authority);
    } catch (IllegalArgumentException e) {
      throw new InvalidSettingsException(
          List.of("DATABASE_CA_FILE: " + variable + " " + e.getMessage()));
    }
  }
}
