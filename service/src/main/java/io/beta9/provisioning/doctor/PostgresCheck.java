package io.beta9.provisioning.doctor;

import io.beta9.provisioning.doctor.Doctor.CheckResult;
import io.beta9.provisioning.doctor.Doctor.Purpose;
import io.beta9.provisioning.settings.DatabaseSettings;
import io.beta9.provisioning.settings.DatabaseUrl;
import io.beta9.provisioning.settings.SettingsBinder;
import java.sql.Connection;
import java.sql.DriverManager;
import java.sql.SQLException;
import java.util.Map;
import java.util.Properties;
import java.util.Set;

/** Checks the connection to PostgreSQL and its version. */
record PostgresCheck(Map<String, String> environment) implements Doctor.DoctorCheck {
  private static final String SETTING = "DATABASE_URL";
  private static final int MIN_VERSION = 14;

  @Override
  public String name() {
    return "database";
  }

  /** Required for every purpose if the setting is present, otherwise only for production. */
  @Override
  public Set<Purpose> neededFor() {
    return Purpose.from(isAbsent() ? Purpose.PRODUCTION : Purpose.DEMO);
  }

  @Override
  public CheckResult run() {
    if (isAbsent()) {
      return CheckResult.bad(
          SETTING + " is not set (demo and up start their own database)",
          "Set " + SETTING + "=postgresql://user:password@host:5432/name.");
    }
    try {
      DatabaseUrl url = SettingsBinder.bind(DatabaseSettings.class, environment).url();
      try (Connection connection = DriverManager.getConnection(url.jdbcUrl(), properties(url))) {
        int major = connection.getMetaData().getDatabaseMajorVersion();
        String found =
            "PostgreSQL " + connection.getMetaData().getDatabaseProductVersion() + ", " + url;
        return major >= MIN_VERSION
            ? CheckResult.good(found)
            : CheckResult.bad(found, "Upgrade to PostgreSQL " + MIN_VERSION + " or newer.");
      }
    } catch (IllegalArgumentException e) {
      return CheckResult.bad(String.valueOf(e.getMessage()), "Fix " + SETTING + ".");
    } catch (SQLException e) {
      return CheckResult.bad(
          String.valueOf(e.getMessage()).replaceAll("\\s+", " "),
          "Start the database, or fix " + SETTING + ".");
    }
  }

  private boolean isAbsent() {
    return environment.getOrDefault(SETTING, "").isBlank()
        && environment.getOrDefault(SETTING + "_FILE", "").isBlank();
  }

  private static Properties properties(DatabaseUrl url) {
    Properties properties = new Properties();
    properties.setProperty("connectTimeout", "5");
    properties.setProperty("socketTimeout", "5");
    if (url.user() != null) {
      properties.setProperty("user", url.user());
    }
    if (url.password() != null) {
      properties.setProperty("password", url.password());
    }
    return properties;
  }
}
