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
 * A database of which every commit that holds a write is a point in the {@link ProcessLifetime} of
 * its thread. A dead one's transactions are rolled back, as PostgreSQL does when the connection is
 * gone.
 */
public final class CrashingDatabase extends DelegatingDataSource {
  private static final Set<String> WHAT_IS_LEFT_TO_THE_DEAD =
      Set.of("rollback", "close", "setAutoCommit", "isClosed", "setReadOnly", "clearWarnings");

  public CrashingDatabase(DataSource database) {
    super(database);
  }

  @Override
  public Connection getConnection() throws SQLException {
    Connection real = super.getConnection();
    return proxy(Connection.class, new Transaction(real));
  }

  private static <T> T proxy(Class<T> type, InvocationHandler handler) {
    return type.cast(
        Proxy.newProxyInstance(
            CrashingDatabase.class.getClassLoader(), new Class<?>[] {type}, handler));
  }

  private static Object invoke(Object target, Method method, Object[] arguments) throws Throwable {
    try {
      return method.invoke(target, arguments);
    } catch (InvocationTargetException e) {
      throw e.getCause();
    }
  }

  private static final class Transaction implements InvocationHandler {
    private final Connection real;
    private final List<String> writes = new ArrayList<>();

    Transaction(Connection real) {
      this.real = real;
    }

    @Override
    public Object invoke(Object proxy, Method method, Object[] arguments) throws Throwable {
      if (!WHAT_IS_LEFT_TO_THE_DEAD.contains(method.getName())) {
        ProcessLifetime.check();
      }
      Object answer = CrashingDatabase.invoke(real, method, arguments);
      return switch (method.getName()) {
        case "prepareStatement" ->
            proxy(
                PreparedStatement.class,
                new Statement(this, (PreparedStatement) answer, (String) arguments[0]));
        case "rollback" -> {
          writes.clear();
          yield answer;
        }
        case "commit" -> {
          committed();
          yield answer;
        }
        default -> answer;
      };
    }

    void executed(String write) throws SQLException {
      writes.add(write);
      if (real.getAutoCommit()) {
        committed();
      }
    }

    private void committed() {
      if (writes.isEmpty()) {
        return;
      }
      String told =
          writes.stream()
              .filter(write -> write.startsWith("event"))
              .findFirst()
              .orElseGet(() -> String.join(", ", writes));
      writes.clear();
      ProcessLifetime.after("commit of " + told);
    }
  }

  private static final class Statement implements InvocationHandler {
    private final Transaction transaction;
    private final PreparedStatement real;
    private final String sql;
    private final Map<Integer, String> texts = new TreeMap<>();

    Statement(Transaction transaction, PreparedStatement real, String sql) {
      this.transaction = transaction;
      this.real = real;
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
        ProcessLifetime.check();
      }
      Object answer = CrashingDatabase.invoke(real, method, arguments);
      if (method.getName().startsWith("execute") && !sql.startsWith("select")) {
        transaction.executed(told());
      }
      return answer;
    }

    /** In a few words, the same in every run. */
    private String told() {
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
