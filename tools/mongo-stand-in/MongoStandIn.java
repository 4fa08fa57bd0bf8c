// Speaks MongoDB's protocol where no real mongod can be had, so that the platform can be tried out; not for real data.
import de.bwaldvogel.mongo.MongoBackend;
import de.bwaldvogel.mongo.MongoDatabase;
import de.bwaldvogel.mongo.MongoServer;
import de.bwaldvogel.mongo.MongoVersion;
import de.bwaldvogel.mongo.backend.CollectionOptions;
import de.bwaldvogel.mongo.backend.CursorRegistry;
import de.bwaldvogel.mongo.backend.QueryResult;
import de.bwaldvogel.mongo.backend.h2.H2Backend;
import de.bwaldvogel.mongo.backend.memory.MemoryBackend;
import de.bwaldvogel.mongo.backend.memory.MemoryCollection;
import de.bwaldvogel.mongo.backend.memory.MemoryDatabase;
import de.bwaldvogel.mongo.bson.Document;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Set;
import java.util.concurrent.CountDownLatch;
import org.h2.mvstore.MVStore;

final class MongoStandIn {
  private static final int STORE_CACHE_MEGABYTES = 64;

  /** The driver of 2025 and later refuses servers below wire version 9; what this server answers is enough for it. */
  private static final MongoVersion VERSION = new MongoVersion() {
    @Override
    public List<Integer> getVersionArray() {
      return List.of(4, 4, 0);
    }

    @Override
    public int getWireVersion() {
      return 9;
    }
  };

  public static void main(String[] arguments) throws InterruptedException {
    String host = value(arguments, "--host", "127.0.0.1");
    int port = Integer.parseInt(value(arguments, "--port", "27017"));
    String file = value(arguments, "--file", null);
    MongoBackend backend = (file == null ? new KeyedMemoryBackend() : openStore(file)).version(VERSION);
    MongoServer server = new MongoServer(backend);
    try {
      server.bind(host, port);
    } catch (RuntimeException refused) {
      backend.close();
      System.err.println("cannot listen on " + host + ":" + port + ": " + refused.getMessage());
      Runtime.getRuntime().halt(1);
    }
    // Shutting down closes the backend, which writes out what the store still holds in memory. Halting by hand is the
    // only way to end with 0: after a signal Java would add 128 to it, which looks like a crash.
    Runtime.getRuntime().addShutdownHook(new Thread(() -> {
      server.shutdownNow();
      System.out.println("closed");
      System.out.flush();
      Runtime.getRuntime().halt(0);
    }));
    System.out.println("listening on " + host + ":" + port + (file == null ? ", in memory" : ", file " + file));
    new CountDownLatch(1).await();
  }

  /** The library looks at every document as soon as a query asks for more than ids; this looks at those that have them. */
  private static final class KeyedMemoryBackend extends MemoryBackend {
    @Override
    public MemoryDatabase openOrCreateDatabase(String name) {
      return new MemoryDatabase(name, getCursorRegistry()) {
        @Override
        protected MemoryCollection openOrCreateCollection(String collection, CollectionOptions options) {
          return new KeyedMemoryCollection(this, collection, options, cursorRegistry);
        }
      };
    }
  }

  private static final class KeyedMemoryCollection extends MemoryCollection {
    KeyedMemoryCollection(MongoDatabase database, String name, CollectionOptions options, CursorRegistry cursors) {
      super(database, name, options, cursors);
    }

    @Override
    protected QueryResult queryDocuments(
        Document query, Document order, int skip, int limit, int batch, Document projection) {
      Object id = query.get("_id");
      boolean isKeyed = id instanceof String
          || (id instanceof Document wanted && wanted.keySet().equals(Set.of("$in")));
      if (query.size() < 2 || !isKeyed) {
        return super.queryDocuments(query, order, skip, limit, batch, projection);
      }
      List<Document> having = new ArrayList<>();
      super.queryDocuments(new Document("_id", id), null, 0, 0, 0, null).forEach(having::add);
      return matchDocumentsFromStream(having.stream(), query, order, skip, limit, batch, projection);
    }
  }

  /** Commits by itself every second, so that a killed process loses no more than that. */
  private static H2Backend openStore(String file) {
    MVStore store = new MVStore.Builder().fileName(file).cacheSize(STORE_CACHE_MEGABYTES).open();
    return new H2Backend(store);
  }

  private static String value(String[] arguments, String name, String otherwise) {
    int at = Arrays.asList(arguments).indexOf(name);
    return at >= 0 && at + 1 < arguments.length ? arguments[at + 1] : otherwise;
  }
}
