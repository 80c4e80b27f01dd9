package io.beta9.provisioning.cloudsim.aws.rds;

import io.beta9.provisioning.cloudsim.aws.AwsErrorException;
import io.beta9.provisioning.cloudsim.aws.Call;
import io.beta9.provisioning.cloudsim.aws.quotas.Quota;
import java.util.Locale;
import java.util.Set;
import java.util.regex.Pattern;
import org.jspecify.annotations.Nullable;
import software.amazon.awssdk.services.rds.model.CreateDbInstanceRequest;

/** Validates requests for DB instances. */
final class DbInstanceValidator {
  private static final Set<String> RESERVED = Set.of("admin", "rdsadmin", "rds_superuser", "user");
  private static final Pattern NAME = Pattern.compile("[A-Za-z_][A-Za-z0-9_]{0,62}");
  private static final Pattern PASSWORD = Pattern.compile("[\\x21-\\x7E&&[^/\"@]]{8,128}");

  private DbInstanceValidator() {}

  static void validate(CreateDbInstanceRequest request, RdsState state, Call call) {
    String identifier = RdsNames.identifier("DBInstanceIdentifier", request.dbInstanceIdentifier());
    if (state.instances.containsKey(identifier)) {
      throw new AwsErrorException(400, "DBInstanceAlreadyExists", "DB instance already exists");
    }
    if (Quota.RDS_INSTANCES.exceededBy(state.instances.size() + 1L, call.cloud())) {
      throw new AwsErrorException(
          400,
          "InstanceQuotaExceeded",
          "Cannot create more than "
              + (int) Quota.RDS_INSTANCES.valueIn(call.cloud())
              + " DB instances: the account's quota is used up.");
    }
    PostgresCatalog.requireEngine(request.engine());
    checkClass(request.dbInstanceClass());
    checkStorage(request.allocatedStorage(), request.storageType());
    checkUserName(request.masterUsername());
    checkPassword(request.masterUserPassword());
    if (request.dbName() != null && !NAME.matcher(request.dbName()).matches()) {
      throw RdsErrors.invalidValue(
          "DBName must begin with a letter and contain only alphanumeric characters.");
    }
    checkRetention(request.backupRetentionPeriod());
    checkMonitoring(request.monitoringInterval(), request.monitoringRoleArn());
  }

  static void checkClass(@Nullable String type) {
    if (type == null || !PostgresCatalog.isKnownClass(type)) {
      throw RdsErrors.invalidValue("Invalid DB Instance class: " + type);
    }
  }

  private static void checkStorage(@Nullable Integer gigabytes, @Nullable String type) {
    if (gigabytes == null || gigabytes < 20 || gigabytes > 65_536) {
      throw RdsErrors.invalidCombination(
          "Invalid storage size for engine name postgres and storage type "
              + (type == null ? "gp2" : type)
              + ": "
              + gigabytes);
    }
    if (type != null && !Set.of("gp2", "gp3", "io1", "io2", "standard").contains(type)) {
      throw RdsErrors.invalidValue("Invalid storage type: " + type);
    }
  }

  private static void checkUserName(@Nullable String name) {
    if (name == null || !NAME.matcher(name).matches()) {
      throw RdsErrors.invalidValue(
          "The parameter MasterUsername must be provided and must be a valid name");
    }
    if (RESERVED.contains(name.toLowerCase(Locale.ROOT))) {
      throw RdsErrors.invalidValue(
          "MasterUsername " + name + " cannot be used as it is a reserved word used by the engine");
    }
  }

  static void checkPassword(@Nullable String password) {
    if (password == null || password.isEmpty()) {
      throw RdsErrors.invalidValue(
          "The parameter MasterUserPassword must be provided and must not be blank.");
    }
    if (password.length() < 8) {
      throw RdsErrors.invalidValue(
          "The parameter MasterUserPassword is not a valid password because it is shorter than 8"
              + " characters.");
    }
    if (!PASSWORD.matcher(password).matches()) {
      throw RdsErrors.invalidValue(
          "The parameter MasterUserPassword is not a valid password. Only printable ASCII"
              + " characters besides '/', '@', '\"', ' ' may be used.");
    }
  }

  static void checkRetention(@Nullable Integer days) {
    if (days != null && (days < 0 || days > 35)) {
      throw RdsErrors.invalidValue(
          "Invalid backup retention period: " + days + ". Must be between 0 and 35.");
    }
  }

  static void checkMonitoring(@Nullable Integer seconds, @Nullable String role) {
    if (seconds == null || seconds == 0) {
      return;
    }
    if (!Set.of(1, 5, 10, 15, 30, 60).contains(seconds)) {
      throw RdsErrors.invalidValue("Invalid monitoring interval: " + seconds);
    }
    if (role == null) {
      throw RdsErrors.invalidCombination(
          "A MonitoringRoleARN value is required if you specify a MonitoringInterval value other"
              + " than 0.");
    }
  }
}
