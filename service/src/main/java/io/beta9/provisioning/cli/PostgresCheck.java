package io.beta9.provisioning.cli;

import io.beta9.provisioning.cli.Doctor.CheckResult;
import io.beta9.provisioning.cli.Doctor.Purpose;
import io.beta9.provisioning.settings.DatabaseUrl;
import java.sql.Connection;
import java.sql.DriverManager;
import java.sql.SQLException;
import java.util.Map;
import java.util.Properties;
import java.util.Set;

/** PostgreSQL, where everything that must not be lost is kept. */
record PostgresCheck(Map<String, String> environment) implements Doctor.DoctorCheck {
  private static final String SETTING = "DATABASE_URL";
  private static final int OLDEST = 14;

  @Override
  public String name() {
    return "database";
  }

  /** Whoever sets the address wants it to be there. */
  @Override
  public Set<Purpose> neededFor() {
    return Purpose.from(url().isBlank() ? Purpose.PRODUCTION : Purpose.DEMO);
  }

  @Override
  public CheckResult look() {
    if (url().isBlank()) {
      return CheckResult.bad(
          SETTING + " is not set; demo and up bring a database of their own",
          "Set " + SETTING + "=postgresql://user:password@host:5432/name.");
    }
    try {
      DatabaseUrl url = DatabaseUrl.parse(url());
      try (Connection connection = DriverManager.getConnection(url.jdbcUrl(), properties(url))) {
        int major = connection.getMetaData().getDatabaseMajorVersion();
        String found =
            "PostgreSQL " + connection.getMetaData().getDatabaseProductVersion() + ", " + url;
        return major >= OLDEST
            ? CheckResult.good(found)
            : CheckResult.bad(found, "Upgrade to PostgreSQL " + OLDEST + " or newer.");
      }
    } catch (IllegalArgumentException e) {
      return CheckResult.bad(String.valueOf(e.getMessage()), "Mend " + SETTING + ".");
    } catch (SQLException e) {
      return CheckResult.bad(
          String.valueOf(e.getMessage()).replaceAll("\\s+", " "),
          "Start the database, or mend " + SETTING + ".");
    }
  }

  private String url() {
    return environment.getOrDefault(SETTING, "");
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
