package io.beta9.provisioning.doctor;

import io.beta9.provisioning.database.DatabaseConnector;
import io.beta9.provisioning.doctor.Doctor.CheckResult;
import io.beta9.provisioning.doctor.Doctor.Purpose;
import io.beta9.provisioning.network.ConnectionProblem;
import io.beta9.provisioning.settings.DatabaseSettings;
import io.beta9.provisioning.settings.ProcessEnvironment;
import io.beta9.provisioning.settings.SettingsBinder;
import io.beta9.provisioning.settings.server.DatabaseUrl;
import java.sql.Connection;
import java.sql.SQLException;
import java.util.Map;
import java.util.Set;
import java.util.function.Function;

/** Checks the connection to PostgreSQL and its version. */
record PostgresCheck(Map<String, String> environment) implements Doctor.DoctorCheck {
  private static final String SETTING = "DATABASE_URL";
  private static final Map<String, String> TIMEOUTS =
      Map.of("connectTimeout", "5", "socketTimeout", "5");
  private static final int MIN_VERSION = 14;

  @Override
  public String name() {
    return "database";
  }

  /** Required for every purpose if the setting is present, otherwise only for production. */
  @Override
  public Set<Purpose> neededFor() {
    return Purpose.from(
        ProcessEnvironment.isAbsent(environment, SETTING) ? Purpose.PRODUCTION : Purpose.DEMO);
  }

  @Override
  public CheckResult run() {
    if (ProcessEnvironment.isAbsent(environment, SETTING)) {
      return CheckResult.bad(
          SETTING + " is not set (demo and up start their own database)",
          "Set " + SETTING + "=postgresql://user:password@host:5432/name.");
    }
    return connect(environment, DatabaseSettings::url, SETTING);
  }

  /**
   * Connects to a database of the settings.
   *
   * @param setting the name of the setting that contains its URL
   */
  static CheckResult connect(
      Map<String, String> environment,
      Function<DatabaseSettings, DatabaseUrl> database,
      String setting) {
    try {
      DatabaseUrl url = database.apply(SettingsBinder.bind(DatabaseSettings.class, environment));
      try (Connection connection = new DatabaseConnector(url, TIMEOUTS).getConnection()) {
        int major = connection.getMetaData().getDatabaseMajorVersion();
        String found =
            "PostgreSQL " + connection.getMetaData().getDatabaseProductVersion() + ", " + url;
        return major >= MIN_VERSION
            ? CheckResult.good(found)
            : CheckResult.bad(found, "Upgrade to PostgreSQL " + MIN_VERSION + " or newer.");
      }
    } catch (IllegalArgumentException e) {
      return CheckResult.bad(String.valueOf(e.getMessage()), "Fix " + setting + ".");
    } catch (SQLException e) {
      return CheckResult.bad(
          ConnectionProblem.of(e).description()
              + " ("
              + String.valueOf(e.getMessage()).replaceAll("\\s+", " ")
              + ")",
          "Start the database, or fix " + setting + ".");
    }
  }
}
