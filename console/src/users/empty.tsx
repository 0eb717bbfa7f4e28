// What the list says when it is empty, and what to do next.

import { project } from '../access';
import { endpoint } from '../settings';
import { to } from '../router';
import { Copy } from '../ui/bits';
import { Empty } from '../ui/notice';
import { paramsOf, type View } from './filters';

export const NoUsers = ({ view }: { view: View }) => {
  const id = project.use() ?? '';
  if (view.after !== '' || view.before !== '') {
    return <Empty title="No users beyond this page">
      <p><a href={to(['users'], paramsOf({ ...view, after: '', before: '' }))}>Go to the first page</a></p>
    </Empty>;
  }
  if (view.search !== '' || view.filters.length > 0) {
    return <Empty title="No user matches">
      <p>Every word of a search must begin a word of the name, the email, the phone or the id. <a href={to(['users'])}>Show all users</a></p>
    </Empty>;
  }
  const command = `curl -H 'X-Appwrite-Project: ${id}' -H 'X-Appwrite-Key: …' -H 'Content-Type: application/json' \\
  -d '{"userId":"unique()","email":"ada@example.com","name":"Ada"}' ${new URL(endpoint, location.href).href}/users`;
  return (
    <Empty title="No user yet">
      <p><a href={to(['users', 'new'])}>Create the first user</a>, import users with <code>roster users import</code>, or call the API:</p>
      <div class="code"><pre>{command}</pre><Copy text={command} what="the command" /></div>
    </Empty>
  );
};
