package io.beta9.provisioning.testing;

import java.lang.reflect.InvocationHandler;
import java.lang.reflect.InvocationTargetException;
import java.lang.reflect.Method;
import java.lang.reflect.Proxy;
import java.sql.Connection;
import java.sql.PreparedStatement;
import java.sql.SQLException;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Set;
import java.util.TreeMap;
import javax.sql.DataSource;
import org.springframework.jdbc.datasource.DelegatingDataSource;

/**
 * A data source that records every commit of a write as a point in the {@link ProcessLifetime} of
 * its thread. The transactions of a crashed process are rolled back, as PostgreSQL does when a
 * connection is lost.
 */
public final class CrashPointDataSource extends DelegatingDataSource {
  private static final Set<String> ALLOWED_AFTER_CRASH =
      Set.of("rollback", "close", "setAutoCommit", "isClosed", "setReadOnly", "clearWarnings");

  public CrashPointDataSource(DataSource database) {
    super(database);
  }

  @Override
  public Connection getConnection() throws SQLException {
    Connection delegate = super.getConnection();
    return proxy(Connection.class, new Transaction(delegate));
  }

  private static <T> T proxy(Class<T> type, InvocationHandler handler) {
    return type.cast(
        Proxy.newProxyInstance(
            CrashPointDataSource.class.getClassLoader(), new Class<?>[] {type}, handler));
  }

  private static Object invoke(Object target, Method method, Object[] arguments) throws Throwable {
    try {
      return method.invoke(target, arguments);
    } catch (InvocationTargetException e) {
      throw e.getCause();
    }
  }

  private static final class Transaction implements InvocationHandler {
    private final Connection delegate;
    private final List<String> writes = new ArrayList<>();

    Transaction(Connection delegate) {
      this.delegate = delegate;
    }

    @Override
    public Object invoke(Object proxy, Method method, Object[] arguments) throws Throwable {
      if (!ALLOWED_AFTER_CRASH.contains(method.getName())) {
        ProcessLifetime.checkAlive();
      }
      Object result = CrashPointDataSource.invoke(delegate, method, arguments);
      return switch (method.getName()) {
        case "prepareStatement" ->
            proxy(
                PreparedStatement.class,
                new Statement(this, (PreparedStatement) result, (String) arguments[0]));
        case "rollback" -> {
          writes.clear();
          yield result;
        }
        case "commit" -> {
          recordCommit();
          yield result;
        }
        default -> result;
      };
    }

    void addWrite(String write) throws SQLException {
      writes.add(write);
      if (delegate.getAutoCommit()) {
        recordCommit();
      }
    }

    private void recordCommit() {
      if (writes.isEmpty()) {
        return;
      }
      String description =
          writes.stream()
              .filter(write -> write.startsWith("event"))
              .findFirst()
              .orElseGet(() -> String.join(", ", writes));
      writes.clear();
      ProcessLifetime.recordWrite("commit of " + description);
    }
  }

  private static final class Statement implements InvocationHandler {
    private final Transaction transaction;
    private final PreparedStatement delegate;
    private final String sql;
    private final Map<Integer, String> texts = new TreeMap<>();

    Statement(Transaction transaction, PreparedStatement delegate, String sql) {
      this.transaction = transaction;
      this.delegate = delegate;
      this.sql = sql.strip().toLowerCase(Locale.ROOT);
    }

    @Override
    public Object invoke(Object proxy, Method method, Object[] arguments) throws Throwable {
      if (method.getName().startsWith("set")
          && arguments.length >= 2
          && arguments[0] instanceof Integer index
          && arguments[1] instanceof String text) {
        texts.put(index, text);
      }
      if (method.getName().startsWith("execute")) {
        ProcessLifetime.checkAlive();
      }
      Object result = CrashPointDataSource.invoke(delegate, method, arguments);
      if (method.getName().startsWith("execute") && !sql.startsWith("select")) {
        transaction.addWrite(description());
      }
      return result;
    }

    /** Returns a short description that is the same in every run. */
    private String description() {
      if (sql.contains("insert into events")) {
        String kind = String.valueOf(texts.get(6));
        String step = String.valueOf(texts.get(7)).split(":", 2)[0];
        return "event " + kind + (kind.startsWith("step-") ? " " + step : "");
      }
      String[] words = sql.split("[\\s(]+");
      return switch (words[0]) {
        case "update" -> words[1] + (sql.contains("outputs") ? " outputs" : "");
        case "insert", "delete" -> words[2];
        default -> sql.contains("insert into log_lines") ? "log_lines" : "operations";
      };
    }
  }
}
